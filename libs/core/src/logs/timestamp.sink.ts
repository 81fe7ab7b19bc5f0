import type { Clock } from '../clock.js';
import type { LogSink } from './log-sink.js';

const NEWLINE = 0x0a;
/** `2026-01-31T23:59:59.999Z ` */
export const STAMP_BYTES = 25;

/** Sinks consume before they return, so one buffer serves every stream of the process. */
let scratch = Buffer.alloc(0);

/**
 * Prefixes each line with the time it was read (RFC 3339, UTC, milliseconds). Looks at bytes only: a line end is never
 * part of a longer UTF-8 character.
 */
export class TimestampSink implements LogSink {
  readonly #inner: LogSink;
  readonly #clock: Clock;
  readonly #stamp = Buffer.alloc(STAMP_BYTES, ' ');
  #stampedAt = Number.NaN;
  #atLineStart: boolean;

  constructor(inner: LogSink, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#atLineStart = inner.midLine !== true;
  }

  write(chunk: Buffer): boolean {
    if (chunk.length === 0) return true;
    this.#refreshStamp();
    return this.#inner.write(this.#prefixed(chunk));
  }

  onReady(ready: () => void): void {
    this.#inner.onReady(ready);
  }

  get droppedBytes(): number {
    return this.#inner.droppedBytes;
  }

  get problem(): string | null {
    return this.#inner.problem;
  }

  get midLine(): boolean {
    return !this.#atLineStart;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #refreshStamp(): void {
    const now = this.#clock.epochMs();
    if (now === this.#stampedAt) return;
    this.#stampedAt = now;
    this.#stamp.write(new Date(now).toISOString(), 'latin1');
  }

  #prefixed(chunk: Buffer): Buffer {
    let from = 0;
    let to = 0;
    while (from < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, from);
      const end = newline < 0 ? chunk.length : newline + 1;
      reserve(to + STAMP_BYTES + end - from, to);
      if (this.#atLineStart) to += this.#stamp.copy(scratch, to);
      to += chunk.copy(scratch, to, from, end);
      this.#atLineStart = newline >= 0;
      from = end;
    }
    return scratch.subarray(0, to);
  }
}

function reserve(bytes: number, used: number): void {
  if (bytes <= scratch.length) return;
  const larger = Buffer.alloc(Math.max(bytes, scratch.length * 2, 96 * 1024));
  scratch.copy(larger, 0, 0, used);
  scratch = larger;
}
