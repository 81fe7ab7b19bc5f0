import type { EventGapDto } from '#contract';
import { frame, type FrameSource, PIECE_BYTES } from '../streams/index.js';
import { formatEventId } from './event-id.js';
import type { EventMatcher, EventRing } from './event-ring.js';

/** One reader's place in the ring. Who is too slow is overtaken by the ring, and told how much that cost. */
export class EventReader implements FrameSource {
  readonly over = null;
  readonly settleMs = 0;
  readonly close: () => void;
  readonly #ring: EventRing;
  readonly #matches: EventMatcher;
  /** Number of the last event it has had, or passed over; `null` before the first look of one whose place nobody knows. */
  #at: number | null;
  #hasRead = false;

  /** @param after number of the event to go on after; `null` = unknown, from the oldest on */
  constructor(ring: EventRing, matches: EventMatcher, after: number | null, close: () => void) {
    this.#ring = ring;
    this.#matches = matches;
    this.#at = after;
    this.close = close;
  }

  get id(): string | null {
    return this.#at === null ? null : this.#idOf(this.#at);
  }

  take(): string {
    const gap = this.#gap();
    const { text, upTo } = this.#ring.read(this.#at ?? 0, this.#matches, PIECE_BYTES);
    this.#at = upTo;
    this.#hasRead = true;
    return gap + text;
  }

  /** Tells of what is missing before the next event, once. */
  #gap(): string {
    const before = this.#ring.oldest - 1;
    if (this.#at !== null && this.#at >= before) return '';
    const gap: EventGapDto =
      this.#at === null
        ? { type: 'gap', missed: null, reason: 'restart' }
        : { type: 'gap', missed: before - this.#at, reason: this.#hasRead ? 'slow' : 'expired' };
    return frame({ id: this.#idOf(before), event: gap.type, data: gap });
  }

  #idOf(number: number): string {
    return formatEventId({ epoch: this.#ring.epoch, number });
  }
}
