export { type DaemonLog, openDaemonLog } from './daemon-log.js';
export { InjectLogLevels } from './inject-log-levels.decorator.js';
export { LogLevels } from './log-levels.js';
export { LoggingModule } from './logging.module.js';
