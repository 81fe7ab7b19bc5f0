import type { EventDto } from '#contract';
import type { StoredEvent } from '../history/index.js';
import type { EventMatcher } from './event-filter.js';
import { eventFrame } from './event-frame.js';

/** Bounds of what is kept for readers that come back or are slow: whichever is reached first. */
export interface RingLimits {
  readonly events: number;
  /** Of the frames, as they are sent. */
  readonly bytes: number;
}

interface Kept extends StoredEvent {
  /** Made once, however many read it. */
  readonly frame: string;
  readonly bytes: number;
}

/** Some events one after the other. */
export interface Excerpt {
  /** The frames of those that match. */
  readonly text: string;
  /** Number of the last one looked at. */
  readonly upTo: number;
}

/** The latest events, numbered from 1 on without holes. All readers share it: none has a queue of its own. */
export class EventRing {
  readonly epoch: string;
  readonly #limits: RingLimits;
  #kept: Kept[] = [];
  /** How many of `#kept`, from its start, are forgotten already. */
  #forgotten = 0;
  #bytes = 0;
  #last = 0;

  /** @param epoch letters and digits that no earlier ring had */
  constructor(epoch: string, limits: RingLimits) {
    this.epoch = epoch;
    this.#limits = limits;
  }

  /** Number of the latest event, 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Number of the oldest event kept; one more than the last when there is none. */
  get oldest(): number {
    return this.#last - (this.#kept.length - this.#forgotten) + 1;
  }

  /** @param json of the event. @returns its number */
  add(event: EventDto, json: string): number {
    const id = { epoch: this.epoch, number: (this.#last += 1) };
    const text = eventFrame({ id, event, json });
    const kept = { id, event, json, frame: text, bytes: Buffer.byteLength(text) };
    this.#kept.push(kept);
    this.#bytes += kept.bytes;
    while (this.#isFull()) this.#forget();
    return id.number;
  }

  /** What is kept of the events before number `before`, newest first. */
  *backwards(before: number): Generator<StoredEvent, void, undefined> {
    for (let number = Math.min(before, this.#last + 1) - 1; number >= this.oldest; number -= 1) yield this.#at(number);
  }

  /** Of the events after number `after`, about `mostBytes` that match. What is no longer kept is passed over. */
  read(after: number, matches: EventMatcher, mostBytes: number): Excerpt {
    let text = '';
    let number = Math.max(after, this.oldest - 1);
    while (number < this.#last && text.length < mostBytes) {
      number += 1;
      const kept = this.#at(number);
      if (matches(kept.event)) text += kept.frame;
    }
    return { text, upTo: number };
  }

  #at(number: number): Kept {
    return this.#kept[this.#kept.length - 1 - (this.#last - number)] as Kept;
  }

  #isFull(): boolean {
    const count = this.#kept.length - this.#forgotten;
    return count > 1 && (count > this.#limits.events || this.#bytes > this.#limits.bytes);
  }

  #forget(): void {
    this.#bytes -= (this.#kept[this.#forgotten] as Kept).bytes;
    this.#forgotten += 1;
    // Moved together only now and then: shifting thousands at each event would cost more than the event.
    if (this.#forgotten < 256 || this.#forgotten * 4 < this.#kept.length) return;
    this.#kept = this.#kept.slice(this.#forgotten);
    this.#forgotten = 0;
  }
}
