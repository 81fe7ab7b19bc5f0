export { type EventId, formatEventId, parseEventId } from './event-id.js';
export type { HistoryCursor } from './history-cursor.js';
export type { StoredEvent } from './history-line.js';
export { type HistoryOptions, HistoryStore } from './history-store.js';
