import type { LogChunkDto } from '#contract';

/** One line as it is kept. */
export interface LogLine {
  /** Counts on, also over those that are kept no more. */
  readonly number: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** The time at which it was read, as text that sorts: its own (`log.timestamps`) or that of the line before; empty where none is told. */
  readonly time: string;
}

/** More is in the file, and in the download. */
export const MOST_LINES = 20_000;
/** Beyond this a line is cut: nobody reads it here, and a browser lays it out. */
const LONGEST = 4000;

/** The latest lines of a log, in memory that does not grow. */
export class LogLines {
  #lines: LogLine[] = [];
  #count = 0;
  /** Of each stream, what it has begun and not ended. */
  readonly #open = new Map<string, LogLine>();
  /** Of each stream, the latest. */
  readonly #last = new Map<string, LogLine>();

  append({ stream, lines, partial }: LogChunkDto): void {
    lines.forEach((text, index) => this.#add(stream, text, index === 0));
    const last = this.#last.get(stream);
    if (partial === true && last !== undefined) this.#open.set(stream, last);
    // Cut in larger pieces: moving all for each line would cost more than the lines.
    if (this.#lines.length > MOST_LINES * 1.25) this.#lines = this.#lines.slice(-MOST_LINES);
  }

  /** The latest at the end. */
  all(): readonly LogLine[] {
    return this.#lines.length > MOST_LINES ? this.#lines.slice(-MOST_LINES) : this.#lines.slice();
  }

  /** Whether both streams have spoken, and nobody knows which of them first. */
  get isUnordered(): boolean {
    return this.#last.size === 2 && [...this.#last.values()].every(({ time }) => time === '');
  }

  /** All there ever were. */
  get count(): number {
    return this.#count;
  }

  #add(stream: LogLine['stream'], text: string, isFirst: boolean): void {
    const open = isFirst ? this.#open.get(stream) : undefined;
    this.#open.delete(stream);
    const at = open === undefined ? -1 : this.#lines.lastIndexOf(open);
    if (open === undefined || at < 0) this.#insert(stream, text);
    else this.#note((this.#lines[at] = { ...open, text: cut(open.text + text) }));
  }

  /** Behind the last one that is not later: of two streams the chunks come in turns, and what was there before one after the other. */
  #insert(stream: LogLine['stream'], text: string): void {
    this.#count += 1;
    const time = STAMP.exec(text)?.[0] ?? (this.#last.get(stream) ?? this.#lines.at(-1))?.time ?? '';
    const line = { number: this.#count, stream, text: cut(text), time };
    let at = this.#lines.length;
    if (time !== '') while (at > 0 && (this.#lines[at - 1]?.time ?? '') > time) at -= 1;
    if (at === this.#lines.length) this.#lines.push(line);
    else this.#lines.splice(at, 0, line);
    this.#note(line);
  }

  #note(line: LogLine): void {
    this.#last.set(line.stream, line);
  }
}

/** `2026-01-31T23:59:59.999Z `, as provisr puts it before lines with `log.timestamps`. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}
