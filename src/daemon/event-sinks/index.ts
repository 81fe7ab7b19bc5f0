export { EventSinksModule } from './event-sinks.module.js';
