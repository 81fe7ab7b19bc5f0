import type { LogSink } from '#core';
import { LineAssembler, type LineRules, type LogLine } from '#plugin';
import type { Place } from '../delivery/places.js';
import type { Share } from '../delivery/share.js';
import type { StdoutWriter } from './stdout-writer.js';

/** What a line becomes, line end included. */
export type FormatLine = (line: LogLine) => Buffer;

const NEWLINE = Buffer.from('\n');

/** Writes the lines of one stream to the standard output of the daemon, each as a whole. Never makes the process wait. */
export class StdoutSink implements LogSink {
  readonly #writer: StdoutWriter;
  readonly #share: Share<Buffer>;
  readonly #lines: LineAssembler;
  readonly #format: FormatLine;
  readonly #leave: () => Promise<void>;
  /** Lines of the chunk at hand that go out together. */
  #made: Buffer[] = [];
  #madeBytes = 0;
  #outputBytes = 0;
  #isWriting = false;
  #left: Promise<void> | null = null;

  constructor({ way: writer, share, leave }: Place<StdoutWriter, Buffer>, rules: LineRules, format: FormatLine) {
    this.#writer = writer;
    this.#share = share;
    this.#leave = leave;
    this.#format = format;
    this.#lines = new LineAssembler(rules, (line) => this.#take(line));
  }

  get droppedBytes(): number {
    return this.#share.droppedBytes;
  }

  get problem(): string | null {
    return this.#writer.problem;
  }

  write(chunk: Buffer): boolean {
    this.#isWriting = true;
    this.#lines.write(chunk);
    this.#isWriting = false;
    this.#flush();
    return true;
  }

  onReady(): void {
    // It never asks for a pause.
  }

  close(): Promise<void> {
    if (this.#left === null) {
      this.#lines.flush();
      this.#left = this.#leave();
    }
    return this.#left;
  }

  #take(line: LogLine): void {
    const notice = this.#writer.isFlowing ? this.#share.takeNotice() : null;
    if (notice !== null) this.#add(this.#format({ bytes: notice, timeMs: line.timeMs, isPiece: false }), 0);
    this.#add(this.#format(line), line.bytes.length + 1);
    // A line that was waited for long enough comes without a chunk.
    if (!this.#isWriting) this.#flush();
  }

  #add(made: Buffer, outputBytes: number): void {
    if (this.#madeBytes + made.length > this.#writer.wholeBytes) this.#flush();
    this.#made.push(made);
    this.#madeBytes += made.length;
    this.#outputBytes += outputBytes;
  }

  #flush(): void {
    const [first] = this.#made;
    if (first === undefined) return;
    const load = this.#made.length === 1 ? first : Buffer.concat(this.#made);
    const bytes = this.#outputBytes;
    this.#made = [];
    this.#madeBytes = 0;
    this.#outputBytes = 0;
    this.#writer.write(this.#share, load, bytes);
  }
}

/** The line as it is. */
export const plainLine: FormatLine = ({ bytes }) => Buffer.concat([bytes, NEWLINE]);

/** The line behind a name. */
export function prefixedLine(name: string): FormatLine {
  const prefix = Buffer.from(`${name} | `);
  return ({ bytes }) => Buffer.concat([prefix, bytes, NEWLINE]);
}
