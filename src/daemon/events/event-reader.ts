import { type EventId, formatEventId, type HistoryCursor, type HistoryStore, type StoredEvent } from '../history/index.js';
import { frame, type FrameSource, PIECE_BYTES } from '../streams/index.js';
import type { EventMatcher } from './event-filter.js';
import { eventFrame, gapFrame } from './event-frame.js';
import type { EventRing } from './event-ring.js';

/** What a reader reads from, and what it wants of it. */
export interface ReaderSources {
  readonly ring: EventRing;
  readonly store: HistoryStore;
  readonly matches: EventMatcher;
}

/**
 * One reader's place among the events: in the ring, or in the history on disk as long as it is behind the ring. Who is overtaken by both
 * is told how much that cost.
 */
export class EventReader implements FrameSource {
  readonly over = null;
  readonly settleMs = 0;
  readonly close: () => void;
  readonly #ring: EventRing;
  readonly #store: HistoryStore;
  readonly #matches: EventMatcher;
  /** The last event it has had, or passed over; `null` before the first look of one whose place nobody knows. */
  #at: EventId | null;
  #disk: HistoryCursor | null = null;
  #hasRead = false;

  /** @param after the event to go on after; `null` = unknown, from the oldest on */
  constructor({ ring, store, matches }: ReaderSources, after: EventId | null, close: () => void) {
    this.#ring = ring;
    this.#store = store;
    this.#matches = matches;
    this.#at = after;
    this.close = close;
  }

  get id(): string | null {
    return this.#at === null ? null : formatEventId(this.#at);
  }

  take(): string {
    const text = this.#find() + this.#read();
    this.#hasRead = true;
    return text;
  }

  /** Finds the place of what comes next. @returns the mark for one whose place nobody knows */
  #find(): string {
    if (this.#disk !== null || this.#isInRing()) return '';
    if (this.#at !== null) {
      this.#disk = this.#store.cursor(this.#at);
      if (this.#disk !== null || this.#at.epoch === this.#ring.epoch) return '';
    }
    this.#at = this.#beforeOldest();
    this.#disk = this.#isInRing() ? null : this.#store.cursor(this.#at);
    return gapFrame(this.#at, null, 'restart');
  }

  #beforeOldest(): EventId {
    const { epoch, oldest } = this.#ring;
    const stored = this.#store.beforeOldest;
    return stored === null || (stored.epoch === epoch && stored.number >= oldest) ? { epoch, number: oldest - 1 } : stored;
  }

  #isInRing(): boolean {
    return this.#at?.epoch === this.#ring.epoch && this.#at.number >= this.#ring.oldest - 1;
  }

  #read(): string {
    const events = this.#disk?.next() ?? null;
    if (events === null) return this.#fromRing();
    let text = '';
    for (const stored of events) {
      if (this.#isInRing()) break;
      if (this.#ringKnowsMore(stored.id)) return text + this.#fromRing();
      text += this.#stored(stored);
    }
    if (this.#isInRing()) this.#disk = null;
    // Its reader learns how far it is, also where there was nothing for it: one that comes back need not pass over it again.
    return text === '' ? frame({ id: this.id }) : text;
  }

  /** Of what lies before this event, and could not be written, the ring still has some. */
  #ringKnowsMore({ epoch, number }: EventId): boolean {
    return epoch === this.#ring.epoch && this.#ring.oldest < number && (this.#at?.epoch !== epoch || this.#at.number < number - 1);
  }

  #stored(stored: StoredEvent): string {
    const gap = this.#gapBefore(stored.id);
    this.#at = stored.id;
    return this.#matches(stored.event) ? gap + eventFrame(stored) : gap;
  }

  #fromRing(): string {
    this.#disk = null;
    const { epoch, oldest } = this.#ring;
    const gap = this.#gapBefore({ epoch, number: oldest });
    const at = this.#at?.epoch === epoch ? this.#at.number : 0;
    const { text, upTo } = this.#ring.read(at, this.#matches, PIECE_BYTES);
    this.#at = { epoch, number: upTo };
    return gap + text;
  }

  /** The mark for what is missing between the place and the next event there is; empty when nothing is. */
  #gapBefore({ epoch, number }: EventId): string {
    const before = { epoch, number: number - 1 };
    const at = this.#at;
    if (at === null) return '';
    const missed = at.epoch === epoch ? before.number - at.number : before.number;
    return missed > 0 ? gapFrame(before, missed, this.#hasRead ? 'slow' : 'expired') : '';
  }
}
