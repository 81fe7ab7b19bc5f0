import type { LogSink } from './log-sink.js';
import type { RawDecision, RawFile, RawIntake, RawMove } from './raw-intake.js';
import { RingBuffer } from './ring-buffer.js';

/**
 * Keeps the last bytes in memory: cannot fail, never pauses. What goes into a file unread it reads back from there, when somebody
 * looks at the ring, and at the latest before the file is closed.
 */
export class MemorySink implements LogSink, RawIntake {
  readonly droppedBytes = 0;
  readonly problem = null;
  readonly ring: RingBuffer;
  readonly raw: RawIntake = this;
  #file: RawFile | null = null;

  constructor(ring: RingBuffer = new RingBuffer()) {
    this.ring = ring;
  }

  write(chunk: Buffer): boolean {
    this.ring.write(chunk);
    return true;
  }

  decide(): RawDecision {
    return 'any';
  }

  /** Reads what was moved back when somebody wants to see it. */
  moved({ file, bytes, end }: RawMove): void {
    if (file !== this.#file) {
      this.#file = file;
      file.beforeClose(() => {
        this.ring.settle();
        this.#file = null;
      });
    }
    this.ring.defer(bytes, end, file);
  }

  failed(): void {
    // Nothing was moved, so nothing has to be read back.
  }

  onReady(): void {
    // It never asks for a pause.
  }

  async close(): Promise<void> {
    // What is kept stays readable after the end of the process.
  }
}
