import { createRequire } from 'node:module';
import type { DaemonEvents } from './daemon-events.js';
import type { EventFeed } from './event-feed.js';

/** Tells that this daemon has come up, and whether it is of another version than the one before it. */
export function tellOfStart(feed: EventFeed, daemon: DaemonEvents): void {
  const { version } = createRequire(import.meta.url)('provisr/package.json') as { version: string };
  const before = feed.firstOfLastDaemon()?.event;
  daemon.tell({ type: 'daemon.started', version, pid: process.pid });
  if (before?.type === 'daemon.started' && before.version !== version) {
    daemon.tell({ type: 'daemon.upgraded', from: before.version, to: version });
  }
}
