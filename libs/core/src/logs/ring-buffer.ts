const FIRST_BYTES = 1024;
const NEWLINE = 0x0a;

/** What a ring keeps unless told otherwise. */
export const RING_BYTES = 64 * 1024;

/** The last bytes of a stream. Memory grows with what was written, up to the capacity. */
export class RingBuffer {
  readonly #capacity: number;
  #memory = Buffer.alloc(0);
  #total = 0;
  /** Where the next byte goes. */
  #next = 0;

  /** @param capacityBytes at least 1 */
  constructor(capacityBytes = RING_BYTES) {
    this.#capacity = capacityBytes;
  }

  /** Bytes written since it was made or cleared. */
  get total(): number {
    return this.#total;
  }

  write(chunk: Buffer): void {
    this.#total += chunk.length;
    const kept = chunk.length > this.#capacity ? chunk.subarray(chunk.length - this.#capacity) : chunk;
    this.#grow(this.#next + kept.length);
    const head = kept.copy(this.#memory, this.#next);
    kept.copy(this.#memory, 0, head);
    this.#next = (this.#next + kept.length) % this.#capacity;
  }

  /** A copy of what is kept, oldest byte first. */
  snapshot(): Buffer {
    const newest = this.#memory.subarray(0, this.#next);
    return this.#total < this.#capacity ? Buffer.from(newest) : Buffer.concat([this.#memory.subarray(this.#next), newest]);
  }

  /** The last lines, oldest first, without line ends. A line whose start was overwritten counts only when it is the sole one. */
  lastLines(count: number): string[] {
    const bytes = this.snapshot();
    const lines = bytes.toString('utf8').split('\n');
    if (bytes.at(-1) === NEWLINE || bytes.length === 0) lines.pop();
    if (this.#total > this.#capacity && lines.length > 1) lines.shift();
    return count > 0 ? lines.slice(-count) : [];
  }

  clear(): void {
    this.#memory = Buffer.alloc(0);
    this.#next = 0;
    this.#total = 0;
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
