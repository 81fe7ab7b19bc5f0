import type { LogSink } from '#core';

/** What waits while the target takes nothing. */
const MOST_WAITING_BYTES = 1024 * 1024;

/**
 * The daemon's own log goes the way of its processes' output: written before the call returns, so that the last words of a crash are
 * there, and never a reason to fail. While the target is stalled up to 1 MiB waits; what comes beyond is dropped and counted.
 */
export class LogStream {
  readonly #sink: LogSink;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #isPaused = false;

  constructor(sink: LogSink) {
    this.#sink = sink;
    sink.onReady(() => this.#resume());
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (!this.#isPaused) this.#isPaused = !this.#sink.write(bytes);
    else if (this.#waitingBytes + bytes.length > MOST_WAITING_BYTES) this.#dropped += 1;
    else {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
    }
  }

  async close(): Promise<void> {
    this.#resume();
    await this.#sink.close();
  }

  #resume(): void {
    this.#isPaused = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#dropped > 0) waiting.push(Buffer.from(`[provisr] ${this.#dropped} lines of this log were dropped\n`));
    this.#dropped = 0;
    if (waiting.length > 0) this.#isPaused = !this.#sink.write(Buffer.concat(waiting));
  }
}
