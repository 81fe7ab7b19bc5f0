export { LogSinksModule } from './log-sinks.module.js';
