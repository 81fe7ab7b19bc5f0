import { randomBytes } from 'node:crypto';
import type { EventBus } from '#core';
import type { FrameSource, Wake } from '../streams/index.js';
import { type EventFilter, eventMatcher } from './event-filter.js';
import { parseEventId } from './event-id.js';
import { EventReader } from './event-reader.js';
import { EventRing, type RingLimits } from './event-ring.js';

/** About 250 bytes each: whoever comes back within thousands of events misses none, at a cost of at most 2 MiB to the daemon. */
const LIMITS: RingLimits = { events: 4096, bytes: 1024 * 1024 };
/** Whoever sends an id of an earlier daemon is told so: two daemons with the same epoch are as likely as two equal UUIDs of 48 bits. */
const EPOCH_BYTES = 6;

/** Keeps the latest events from the daemon's first moment on, and hands them to readers. */
export class EventFeed {
  readonly #ring: EventRing;
  readonly #waiting = new Set<Wake>();

  constructor(events: EventBus, limits: RingLimits = LIMITS) {
    this.#ring = new EventRing(randomBytes(EPOCH_BYTES).toString('hex'), limits);
    events.subscribe((event) => {
      this.#ring.add(event);
      for (const wake of this.#waiting) wake.ring();
    });
  }

  /**
   * A reader of what comes, after what came since the event `lastId`.
   *
   * @param lastId `null` or empty = only what comes; an id of an earlier daemon, or none at all (`0`) = everything that is kept
   * @throws ProvisrError PROVISR_REQUEST_INVALID for a type there is not
   */
  reader(filter: EventFilter, lastId: string | null, wake: Wake): FrameSource {
    const matches = eventMatcher(filter);
    this.#waiting.add(wake);
    const release = (): void => void this.#waiting.delete(wake);
    if (lastId === null || lastId === '') return new EventReader(this.#ring, matches, this.#ring.last, release);
    const id = parseEventId(lastId);
    const isKnown = id !== null && id.epoch === this.#ring.epoch && id.number <= this.#ring.last;
    return new EventReader(this.#ring, matches, isKnown ? id.number : null, release);
  }
}
