import { errnoOf } from '#core';
import type { EventId } from './event-id.js';
import { idOfLine, parseHistoryLine, type StoredEvent } from './history-line.js';
import { readPiece } from './read-piece.js';
import type { Segment } from './segment.js';
import type { Segments } from './segments.js';

/** A place in the history that moves on towards the present, a piece at a time. Holds no file open. */
export class HistoryCursor {
  readonly #segments: Segments;
  /** Of the segment that is read. */
  #order: number;
  #offset = 0;
  /** What is passed over: this event and those before it of the same daemon. */
  readonly #after: EventId;

  constructor(segments: Segments, from: Segment, after: EventId) {
    this.#segments = segments;
    this.#order = from.order;
    this.#after = after;
  }

  /** The next events; `null` when there are none. */
  next(): readonly StoredEvent[] | null {
    for (let segment = this.#segment(); segment !== undefined; segment = this.#segment()) {
      const events = this.#read(segment);
      if (events === null) this.#enter(segment.order + 1);
      else if (events.length > 0) return events;
    }
    return null;
  }

  /** The segment it is in. One that was removed meanwhile gives way to the oldest that is left. */
  #segment(): Segment | undefined {
    const segment = this.#segments.all.find(({ order }) => order >= this.#order);
    if (segment !== undefined && segment.order !== this.#order) this.#enter(segment.order);
    return segment;
  }

  #enter(order: number): void {
    this.#order = order;
    this.#offset = 0;
  }

  /** `null` at its end. */
  #read(segment: Segment): readonly StoredEvent[] | null {
    try {
      const piece = readPiece(segment.path, this.#offset);
      if (piece === null) return null;
      this.#offset = piece.offset;
      return piece.lines.filter((line) => this.#isNew(line)).flatMap((line) => parseHistoryLine(line) ?? []);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return null; // removed or unreadable: what is missing is told by the numbers
    }
  }

  #isNew(line: string): boolean {
    const id = idOfLine(line);
    return id !== null && (id.epoch !== this.#after.epoch || id.number > this.#after.number);
  }
}
