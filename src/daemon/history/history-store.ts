import { type Clock, messageOf } from '#core';
import type { EventId } from './event-id.js';
import { HistoryCursor } from './history-cursor.js';
import { historyLine, type StoredEvent } from './history-line.js';
import { searchBackwards } from './history-search.js';
import { HistoryWriter } from './history-writer.js';
import { Segments } from './segments.js';

/** Where events are kept, and how many of them. */
export interface HistoryOptions {
  /** Absolute; made when missing (0750). One daemon alone may use it. */
  readonly directory: string;
  /** Of all files together; 0 = nothing is kept. */
  readonly maxBytes: number;
  readonly clock: Clock;
  /** Told when the history cannot be kept (`message`), and when it can again (`null`), with how many events it lacks. */
  readonly report: (message: string | null, lacking: number) => void;
}

/** The events of this daemon and those before it, on disk: JSON lines in files that are removed as a whole, the oldest first. */
export class HistoryStore {
  readonly #epoch: string;
  readonly #segments: Segments;
  readonly #writer: HistoryWriter | null;

  /** @param epoch letters and digits that no earlier daemon had. Never throws: what cannot be read or written is reported. */
  constructor(epoch: string, { directory, maxBytes, clock, report }: HistoryOptions) {
    this.#epoch = epoch;
    this.#segments = new Segments(directory);
    this.#writer = maxBytes > 0 ? new HistoryWriter(this.#segments, { maxBytes, epoch, clock, report }) : null;
    try {
      if (this.#writer !== null) this.#segments.find();
    } catch (error) {
      report(messageOf(error), 0);
    }
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#segments.bytes;
  }

  /** What comes before the oldest event that is kept; `null` when none is. */
  get beforeOldest(): EventId | null {
    const [oldest] = this.#segments.all;
    return oldest === undefined ? null : { epoch: oldest.epoch, number: oldest.first - 1 };
  }

  append(number: number, json: string): void {
    this.#writer?.append(number, historyLine({ epoch: this.#epoch, number }, json));
  }

  /** The place behind an event, or behind where it was when it is no longer kept; `null` when nothing is kept of the daemon that told it. */
  cursor(after: EventId): HistoryCursor | null {
    const same = this.#segments.all.filter(({ epoch }) => epoch === after.epoch);
    const holder = same.findLast(({ first }) => first <= after.number + 1) ?? same[0];
    return holder === undefined ? null : new HistoryCursor(this.#segments, holder, after);
  }

  /** Newest first. @param before only what is older than this event; `null` = all. Nothing when nothing is kept of its daemon. */
  search(before: EventId | null): AsyncGenerator<StoredEvent, void, undefined> {
    const { all } = this.#segments;
    if (before === null || before.epoch === this.#epoch) return searchBackwards(all, before);
    return searchBackwards(all.slice(0, all.findLastIndex(({ epoch }) => epoch === before.epoch) + 1), before);
  }

  close(): void {
    this.#writer?.close();
  }
}
