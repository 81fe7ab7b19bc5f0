import { Global, Logger, Module } from '@nestjs/common';
import type { Clock, ProcessManager } from '#core';
import { ActiveConfig, PROCESS_MANAGER } from '../manager/index.js';
import { CLOCK } from '../slots/index.js';
import { DaemonEvents } from './daemon-events.js';
import { DaemonEventsModule } from './daemon-events.module.js';
import { EventFeed } from './event-feed.js';
import { EventHistory } from './event-history.js';
import { tellOfStart } from './start-events.js';

/** What happens to processes and to the daemon, kept and told to whoever listens. */
@Global()
@Module({
  imports: [DaemonEventsModule],
  providers: [{ provide: EventFeed, inject: [PROCESS_MANAGER, DaemonEvents, ActiveConfig, CLOCK], useFactory: openFeed }, EventHistory],
  exports: [EventFeed, EventHistory],
})
export class EventsModule {}

function openFeed(manager: ProcessManager, daemon: DaemonEvents, active: ActiveConfig, clock: Clock): EventFeed {
  const logger = new Logger('history');
  const { directory, maxBytes } = active.current.history;
  const report = (message: string | null, lacking: number): void => {
    const solved = message === null;
    const text = solved ? `is written again; ${lacking} events are missing in it` : `cannot be written: ${message}`;
    logger.warn(`the history in ${directory} ${text}`);
    daemon.tell({ type: 'daemon.problem', area: 'history', message: `the history ${text}`, solved });
  };
  const feed = new EventFeed({ directory, maxBytes, clock, report });
  daemon.subscribe((event) => feed.add(event));
  manager.events.subscribe((event) => feed.add(event));
  tellOfStart(active.current.pidDir, daemon);
  return feed;
}
