export { type DaemonLog, type DaemonLogOptions, LOG_LEVELS, type LogLevel, openDaemonLog } from './daemon-log.js';
export { DAEMON_LOG, LoggingModule } from './logging.module.js';
