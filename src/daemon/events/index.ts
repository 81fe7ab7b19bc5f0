export { type DaemonEventBody, DaemonEvents } from './daemon-events.js';
export { DaemonEventsModule } from './daemon-events.module.js';
export { subjectOf } from './event-filter.js';
export { EventFeed } from './event-feed.js';
export { EventHistory } from './event-history.js';
export { EventsModule } from './events.module.js';
