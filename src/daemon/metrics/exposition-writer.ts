import type { SeriesDescription } from './series-table.js';

const FIRST_BYTES = 64 * 1024;
const SPECIAL = /["\\\n]/;

/**
 * Writes the text that Prometheus reads (https://prometheus.io/docs/instrumenting/exposition_formats/) line by line into one buffer. With a
 * thousand processes that is tens of thousands of lines: as strings that live until the end they cost more in garbage collection than all the
 * rest of a scrape.
 */
export class ExpositionWriter {
  #buffer: Buffer;
  #length = 0;

  /** @param expectedBytes of the text, when it is known */
  constructor(expectedBytes = FIRST_BYTES) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes);
  }

  /** What was written so far. */
  get length(): number {
    return this.#length;
  }

  /** Begins a metric. */
  head({ name, help, type }: Pick<SeriesDescription, 'name' | 'help'> & { readonly type: string }): void {
    this.#put(`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`);
  }

  /** @param labels as {@link label} makes them, separated by commas; empty = none */
  line(name: string, labels: string, value: number): void {
    const text = numberText(value);
    this.#put(labels === '' ? `${name} ${text}\n` : `${name}{${labels}} ${text}\n`);
  }

  /** Forgets what was written since the text had this length. */
  cut(length: number): void {
    this.#length = length;
  }

  /** The text. */
  toBuffer(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #put(text: string): void {
    // No character takes more than three bytes for each unit of its UTF-16 form.
    const most = this.#length + text.length * 3;
    if (most > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(most, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#length += this.#buffer.write(text, this.#length);
  }
}

/** One label with its value. */
export function label(name: string, value: string): string {
  const escaped = SPECIAL.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"') : value;
  return `${name}="${escaped}"`;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
