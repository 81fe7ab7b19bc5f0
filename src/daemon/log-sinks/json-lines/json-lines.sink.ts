import type { LogSink } from '#core';
import { LineAssembler, type LineRules, type LogTarget } from '#plugin';
import { jsonLines } from './json-line.js';

/** Stores the lines of one stream as JSON objects in a file. */
export class JsonLinesSink implements LogSink {
  readonly #file: LogSink;
  readonly #lines: LineAssembler;
  /** What the chunk at hand has become. */
  #made: string[] = [];
  #isWriting = false;
  #closed: Promise<void> | null = null;

  /** @param file owned by the sink from here on */
  constructor(file: LogSink, rules: LineRules, target: LogTarget) {
    this.#file = file;
    const objectOf = jsonLines(target);
    this.#lines = new LineAssembler(rules, (line) => {
      this.#made.push(objectOf(line));
      // A line that was waited for long enough comes without a chunk.
      if (!this.#isWriting) this.#store();
    });
    // A daemon that was killed while it wrote has left half an object behind.
    if (file.midLine === true) file.write(Buffer.from('\n'));
  }

  write(chunk: Buffer): boolean {
    this.#isWriting = true;
    this.#lines.write(chunk);
    this.#isWriting = false;
    return this.#store();
  }

  onReady(ready: () => void): void {
    this.#file.onReady(ready);
  }

  get droppedBytes(): number {
    return this.#file.droppedBytes;
  }

  get problem(): string | null {
    return this.#file.problem;
  }

  close(): Promise<void> {
    this.#closed ??= this.#release();
    return this.#closed;
  }

  #release(): Promise<void> {
    this.#lines.flush();
    return this.#file.close();
  }

  #store(): boolean {
    if (this.#made.length === 0) return true;
    const made = Buffer.from(this.#made.join(''));
    this.#made = [];
    return this.#file.write(made);
  }
}
