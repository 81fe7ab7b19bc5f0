import type { LogSink } from './log-sink.js';
import { RingBuffer } from './ring-buffer.js';

/** Keeps the last bytes in memory: cannot fail, never pauses. */
export class MemorySink implements LogSink {
  readonly droppedBytes = 0;
  readonly problem = null;
  readonly ring: RingBuffer;

  constructor(ring: RingBuffer = new RingBuffer()) {
    this.ring = ring;
  }

  write(chunk: Buffer): boolean {
    this.ring.write(chunk);
    return true;
  }

  onReady(): void {
    // It never asks for a pause.
  }

  async close(): Promise<void> {
    // What is kept stays readable after the end of the process.
  }
}
