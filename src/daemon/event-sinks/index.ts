export { EventSinksModule } from './event-sinks.module.js';
export { EventSinks } from './event-sinks.service.js';
export type { DeliveryCounts } from './sink-queue.js';
