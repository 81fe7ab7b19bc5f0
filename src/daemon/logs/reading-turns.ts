/** From this rate on, bytes in a millisecond, processes that write go before. */
const BUSY_RATE = 4 * 1024;
/** What they write before the next one may read: eight times what that one reads. */
const MOST_BEFORE_BYTES = 256 * 1024;
/** But no longer than this. */
const LONGEST_WAIT_MS = 5;
/** A process that writes much pauses for a moment now and then: its next write shall not have to wait. */
const STILL_BUSY_MS = 10;

/**
 * Lets those who follow logs read one after the other, one block at a time, and lets processes that write much go before. However many
 * follow, and however fast, such a process has most of the daemon to itself; what they do not get in time they get later, from the file.
 */
export class ReadingTurns {
  readonly #written: () => number;
  readonly #now: () => number;
  readonly #waiting: (() => void)[] = [];
  #writtenAtTurn = 0;
  #turnAtMs = 0;
  #busyUntilMs = 0;

  /**
   * @param written bytes that processes have written so far
   * @param now monotonic milliseconds
   */
  constructor(written: () => number, now: () => number = () => performance.now()) {
    this.#written = written;
    this.#now = now;
  }

  /** Resolves when it is the caller's turn; who asked first is first. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(() => this.#turn());
    });
  }

  #turn(): void {
    const isWait = this.#mustWait();
    if (!isWait) this.#waiting.shift()?.();
    if (this.#waiting.length === 0) return;
    // Immediates come after FIFOs were read (libuv design overview, "The I/O loop"): in between every process has had its turn.
    if (isWait) setTimeout(() => this.#turn(), 1);
    else setImmediate(() => this.#turn());
  }

  #mustWait(): boolean {
    const written = this.#written() - this.#writtenAtTurn;
    const now = this.#now();
    const elapsedMs = now - this.#turnAtMs;
    if (written > BUSY_RATE * Math.max(1, elapsedMs)) this.#busyUntilMs = now + STILL_BUSY_MS;
    if (now < this.#busyUntilMs && elapsedMs < LONGEST_WAIT_MS && written < MOST_BEFORE_BYTES) return true;
    this.#writtenAtTurn += written;
    this.#turnAtMs = now;
    return false;
  }
}
