const FIRST_BYTES = 1024;
const NEWLINE = 0x0a;

/** What a ring keeps unless told otherwise. */
export const RING_BYTES = 64 * 1024;

/** Where bytes can be read back from. */
export interface ReadBack {
  /** At most `bytes` of what lies before `end`. Never throws. */
  readBack(end: number, bytes: number): Buffer;
}

/** Bytes that are yet to be read back: `bytes` before `end`. */
interface Deferred {
  readonly from: ReadBack;
  bytes: number;
  end: number;
}

/** The last bytes of a stream. Memory grows with what was written, up to the capacity. */
export class RingBuffer {
  readonly #capacity: number;
  #memory = Buffer.alloc(0);
  #total = 0;
  /** Of these, how many came into the memory. */
  #added = 0;
  /** Where the next byte goes. */
  #next = 0;
  #deferred: Deferred | null = null;

  /** @param capacityBytes at least 1 */
  constructor(capacityBytes = RING_BYTES) {
    this.#capacity = capacityBytes;
  }

  /** Bytes written since it was made or cleared. */
  get total(): number {
    return this.#total + (this.#deferred?.bytes ?? 0);
  }

  /** Adds bytes, over the oldest where it is full. */
  write(chunk: Buffer): void {
    this.settle();
    this.#total += chunk.length;
    this.#add(chunk);
  }

  /** Counts bytes as written without having them: they are read back when they are needed, or at {@link settle}. */
  defer(bytes: number, end: number, from: ReadBack): void {
    const deferred = this.#deferred;
    if (deferred !== null && deferred.from === from && deferred.end + bytes === end) {
      deferred.bytes += bytes;
      deferred.end = end;
      return;
    }
    this.settle();
    this.#deferred = { from, bytes, end };
  }

  /** Reads back what is deferred: afterwards it may change or go away. */
  settle(): void {
    const deferred = this.#deferred;
    if (deferred === null) return;
    this.#deferred = null;
    const { from, bytes, end } = deferred;
    const wanted = Math.min(bytes, this.#capacity);
    const found = from.readBack(end, wanted);
    this.#total += bytes;
    // What is kept has no gaps.
    if (found.length < wanted) this.#forget();
    this.#add(found);
  }

  /** A copy of what is kept, oldest byte first. */
  snapshot(): Buffer {
    this.settle();
    const newest = this.#memory.subarray(0, this.#next);
    return this.#added < this.#capacity ? Buffer.from(newest) : Buffer.concat([this.#memory.subarray(this.#next), newest]);
  }

  /** The last lines, oldest first, without line ends. A line whose start was overwritten counts only when it is the sole one. */
  lastLines(count: number): string[] {
    const bytes = this.snapshot();
    const lines = bytes.toString('utf8').split('\n');
    if (bytes.at(-1) === NEWLINE || bytes.length === 0) lines.pop();
    if (this.#total > bytes.length && lines.length > 1) lines.shift();
    return count > 0 ? lines.slice(-count) : [];
  }

  /** Forgets everything, and counts from 0 again. */
  clear(): void {
    this.#deferred = null;
    this.#forget();
    this.#total = 0;
  }

  #forget(): void {
    this.#memory = Buffer.alloc(0);
    this.#next = 0;
    this.#added = 0;
  }

  #add(chunk: Buffer): void {
    this.#added += chunk.length;
    const kept = chunk.length > this.#capacity ? chunk.subarray(chunk.length - this.#capacity) : chunk;
    this.#grow(this.#next + kept.length);
    const head = kept.copy(this.#memory, this.#next);
    kept.copy(this.#memory, 0, head);
    this.#next = (this.#next + kept.length) % this.#capacity;
  }

  #grow(neededBytes: number): void {
    if (neededBytes <= this.#memory.length || this.#memory.length === this.#capacity) return;
    let bytes = Math.max(this.#memory.length, FIRST_BYTES);
    while (bytes < neededBytes) bytes *= 2;
    const grown = Buffer.alloc(Math.min(bytes, this.#capacity));
    this.#memory.copy(grown, 0, 0, this.#next);
    this.#memory = grown;
  }
}
