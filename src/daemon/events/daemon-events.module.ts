import { Global, Module } from '@nestjs/common';
import { DaemonEvents } from './daemon-events.js';

/** Where every room tells what happens to the daemon as a whole, whether anybody keeps it or not. */
@Global()
@Module({ providers: [DaemonEvents], exports: [DaemonEvents] })
export class DaemonEventsModule {}
