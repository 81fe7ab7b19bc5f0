export { type DaemonLog, type LogLevel, openDaemonLog } from './daemon-log.js';
export { LoggingModule } from './logging.module.js';
