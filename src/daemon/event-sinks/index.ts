export { EventSinksModule } from './event-sinks.module.js';
export { EventSinks } from './event-sinks.service.js';
