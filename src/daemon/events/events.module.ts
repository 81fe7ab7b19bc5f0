import { Module } from '@nestjs/common';
import type { ProcessManager } from '#core';
import { PROCESS_MANAGER } from '../manager/index.js';
import { EventFeed } from './event-feed.js';

/** What happens to processes, told to whoever listens. */
@Module({
  providers: [{ provide: EventFeed, inject: [PROCESS_MANAGER], useFactory: (manager: ProcessManager) => new EventFeed(manager.events) }],
  exports: [EventFeed],
})
export class EventsModule {}
