import type { Entry, Share } from './share.js';

/** What an entry takes beside its bytes, roughly. */
const ENTRY_WEIGHT = 200;
/** When there is too much, room is made down to this part of the limit: then the next lines find some. */
const LOW_WATER = 7 / 8;

/**
 * What waits for one receiver, in the order in which it came, within a limit of memory. When it is exceeded, whoever has most waiting loses
 * the oldest of it: a process that floods the receiver does not push out the lines of the others.
 */
export class Backlog<T> {
  readonly #limit: number;
  readonly #shares = new Set<Share<T>>();
  #first: Entry<T> | null = null;
  #last: Entry<T> | null = null;
  #weight = 0;
  #count = 0;

  /** @param limitBytes 1 or more */
  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get count(): number {
    return this.#count;
  }

  /** What it takes in memory, bytes. */
  get weight(): number {
    return this.#weight;
  }

  /** Whether much of the limit is used. */
  get isCrowded(): boolean {
    return this.#weight > this.#limit / 2;
  }

  add(share: Share<T>, load: T, bytes: number): void {
    const entry: Entry<T> = { share, load, bytes, previous: this.#last, next: null, nextOfShare: null };
    if (this.#last === null) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    if (share.last === null) share.first = entry;
    else share.last.nextOfShare = entry;
    share.last = entry;
    this.#shares.add(share);
    this.#count += 1;
    this.#grow(share, bytes + ENTRY_WEIGHT);
    if (this.#weight > this.#limit) this.#makeRoom();
  }

  /** Takes the oldest out, as many as both limits allow, at least one if there is one. The oldest of all is the oldest of its share. */
  takeBatch(mostEntries: number, mostBytes: number): Entry<T>[] {
    const batch: Entry<T>[] = [];
    let bytes = 0;
    while (this.#first !== null && batch.length < mostEntries && (batch.length === 0 || bytes + this.#first.bytes <= mostBytes)) {
      bytes += this.#first.bytes;
      batch.push(this.#remove(this.#first));
    }
    return batch;
  }

  #makeRoom(): void {
    const target = this.#limit * LOW_WATER;
    while (this.#weight > target) {
      const largest = this.#largest();
      const enough = Math.max(largest.weight / 2, largest.weight - (this.#weight - target));
      while (largest.first !== null && largest.weight > enough) largest.lose(this.#remove(largest.first).bytes);
    }
  }

  #largest(): Share<T> {
    return [...this.#shares].reduce((largest, share) => (share.weight > largest.weight ? share : largest));
  }

  /** The entry has to be the oldest of its share. */
  #remove(entry: Entry<T>): Entry<T> {
    const { share, previous, next } = entry;
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    share.first = entry.nextOfShare;
    if (share.first === null) {
      share.last = null;
      this.#shares.delete(share);
    }
    this.#count -= 1;
    this.#grow(share, -(entry.bytes + ENTRY_WEIGHT));
    return entry;
  }

  #grow(share: Share<T>, weight: number): void {
    share.weight += weight;
    this.#weight += weight;
  }
}
