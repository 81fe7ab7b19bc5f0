import type { LogTraffic } from './log-traffic.js';
import type { LogQuery, LogSource } from './log-source.js';
import { tailOf } from './log-tail.js';

/** What waits for a slow reader at most. */
const MOST_WAITING_BYTES = 256 * 1024;

/** Follows a stream that is kept in memory only: what a reader is too slow for is left out, and it is told so. */
export async function* followMemory(source: LogSource, query: LogQuery, traffic: LogTraffic, signal: AbortSignal): AsyncGenerator<Buffer> {
  const waiting = new WaitingChunks(tailOf(source.recent(), query));
  const stop = traffic.listen(source.process, source.stream, (chunk) => waiting.add(chunk));
  const wake = (): void => waiting.wake();
  signal.addEventListener('abort', wake);
  try {
    while (!signal.aborted) {
      const chunk = waiting.take();
      if (chunk.length > 0) yield chunk;
      else await waiting.more();
    }
  } finally {
    signal.removeEventListener('abort', wake);
    stop();
  }
}

class WaitingChunks {
  #chunks: Buffer[];
  #bytes: number;
  #skipped = 0;
  #wake: () => void = () => undefined;

  constructor(first: Buffer) {
    this.#chunks = [first];
    this.#bytes = first.length;
  }

  add(chunk: Buffer): void {
    if (this.#bytes + chunk.length > MOST_WAITING_BYTES) this.#skipped += chunk.length;
    else {
      this.#chunks.push(Buffer.from(chunk));
      this.#bytes += chunk.length;
    }
    this.#wake();
  }

  take(): Buffer {
    const notice = this.#skipped > 0 ? [Buffer.from(`\n[provisr] ${this.#skipped} bytes were left out: the reader was too slow\n`)] : [];
    const all = Buffer.concat([...this.#chunks, ...notice]);
    this.#chunks = [];
    this.#bytes = 0;
    this.#skipped = 0;
    return all;
  }

  more(): Promise<void> {
    if (this.#bytes + this.#skipped > 0) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }

  wake(): void {
    this.#wake();
  }
}
