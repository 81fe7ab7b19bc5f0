import type { LogChunkDto } from '#contract';

/** One line as it is kept. */
export interface LogLine {
  /** Counts on, also over those that are kept no more. */
  readonly number: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
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
  readonly #open = new Map<string, number>();

  append({ stream, lines, partial }: LogChunkDto): void {
    lines.forEach((text, index) => this.#add(stream, text, index === 0));
    if (partial === true) this.#open.set(stream, this.#count);
    // Cut in larger pieces: moving all for each line would cost more than the lines.
    if (this.#lines.length > MOST_LINES * 1.25) this.#lines = this.#lines.slice(-MOST_LINES);
  }

  /** The latest at the end. */
  all(): readonly LogLine[] {
    return this.#lines.length > MOST_LINES ? this.#lines.slice(-MOST_LINES) : this.#lines.slice();
  }

  /** All there ever were. */
  get count(): number {
    return this.#count;
  }

  #add(stream: LogLine['stream'], text: string, isFirst: boolean): void {
    const open = isFirst ? this.#open.get(stream) : undefined;
    this.#open.delete(stream);
    const at = open === undefined ? -1 : this.#lines.length - 1 - (this.#count - open);
    const begun = this.#lines[at];
    if (begun === undefined) {
      this.#count += 1;
      this.#lines.push({ number: this.#count, stream, text: cut(text) });
    } else this.#lines[at] = { ...begun, text: cut(begun.text + text) };
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}
