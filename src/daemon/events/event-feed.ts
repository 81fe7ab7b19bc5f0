import { randomBytes } from 'node:crypto';
import { type DaemonEvent, fromEvent } from '#contract';
import type { ProcessEvent } from '#core';
import { type EventId, type HistoryOptions, HistoryStore, parseEventId, type StoredEvent } from '../history/index.js';
import type { FrameSource, Wake } from '../streams/index.js';
import { type EventFilter, eventMatcher } from './event-filter.js';
import { EventReader } from './event-reader.js';
import { EventRing, type RingLimits } from './event-ring.js';

/** About 250 bytes each: whoever comes back within thousands of events is served from memory, at a cost of at most 2 MiB to the daemon. */
const LIMITS: RingLimits = { events: 4096, bytes: 1024 * 1024 };
/** Whoever sends an id of an earlier daemon is told so: two daemons with the same epoch are as likely as two equal UUIDs of 48 bits. */
const EPOCH_BYTES = 6;

/** Is told of an event once it is kept. Must be quick and must not throw. */
export type FeedListener = (stored: StoredEvent) => void;

/** Everything that happens, in one order: the latest in memory, more of it on disk, handed to readers and listeners. */
export class EventFeed {
  readonly #ring: EventRing;
  readonly #store: HistoryStore;
  readonly #waiting = new Set<Wake>();
  readonly #listeners = new Set<FeedListener>();

  constructor(history: HistoryOptions, limits: RingLimits = LIMITS) {
    const epoch = randomBytes(EPOCH_BYTES).toString('hex');
    this.#ring = new EventRing(epoch, limits);
    this.#store = new HistoryStore(epoch, history);
  }

  /** Bytes that the history takes on disk. */
  get storedBytes(): number {
    return this.#store.bytes;
  }

  add(event: ProcessEvent | DaemonEvent): void {
    const dto = fromEvent(event);
    const json = JSON.stringify(dto);
    // In memory first: what the store has to say about itself is an event too, and comes after this one.
    const number = this.#ring.add(dto, json);
    this.#store.append(number, json);
    for (const wake of this.#waiting) wake.ring();
    for (const listener of this.#listeners) listener({ id: { epoch: this.#ring.epoch, number }, event: dto, json });
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * A reader of what comes, after what came since the event `lastId`.
   *
   * @param lastId `null` or empty = only what comes; an id of nobody (`0`), or of a daemon nothing is kept of = everything that is kept
   * @throws ProvisrError PROVISR_REQUEST_INVALID for a type there is not
   */
  reader(filter: EventFilter, lastId: string | null, wake: Wake): FrameSource {
    const sources = { ring: this.#ring, store: this.#store, matches: eventMatcher(filter) };
    this.#waiting.add(wake);
    return new EventReader(sources, this.#placeOf(lastId), () => void this.#waiting.delete(wake));
  }

  /** What is kept, newest first. @param before only what came before this event; nothing when nothing is kept of its daemon */
  async *backwards(before: EventId | null): AsyncGenerator<StoredEvent, void, undefined> {
    const { epoch } = this.#ring;
    const isElsewhere = before !== null && before.epoch !== epoch;
    if (!isElsewhere) yield* this.#ring.backwards(before?.number ?? Infinity);
    const rest = { epoch, number: Math.min(this.#ring.oldest, before?.number ?? Infinity) };
    yield* this.#store.search(isElsewhere ? before : rest);
  }

  /** The latest of what this daemon has told, as far as it is in memory, newest first. */
  ofThisDaemon(): Iterable<StoredEvent> {
    return this.#ring.backwards(Infinity);
  }

  /** Nest's word for the end. */
  onModuleDestroy(): void {
    this.#store.close();
  }

  #placeOf(lastId: string | null): EventId | null {
    const { epoch, last } = this.#ring;
    if (lastId === null || lastId === '') return { epoch, number: last };
    const id = parseEventId(lastId);
    return id?.epoch === epoch && id.number > last ? null : id;
  }
}
