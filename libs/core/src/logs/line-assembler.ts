import type { Clock, Timer } from '../clock.js';
import { STAMP_BYTES } from './timestamp.sink.js';
import { utf8Cut } from './utf8-cut.js';

/** A line, or a piece of one. */
export interface LogLine {
  /** Without the line end. Its memory is used again: good for the time of the call only. */
  readonly bytes: Buffer;
  /** When its first byte was read, milliseconds since the epoch. */
  readonly timeMs: number;
  /** Whether the line goes on in the next one: it was too long, or its rest let itself be waited for. */
  readonly isPiece: boolean;
}

/** How lines are put together. */
export interface LineRules {
  readonly clock: Clock;
  /** A longer line is cut into pieces of at most so many bytes, between characters. At least 64. @default 64 KiB */
  readonly longestBytes?: number;
  /** A line whose end does not come within this is handed on as a piece, ms. @default 1000 */
  readonly patienceMs?: number;
  /** Whether each line begins with a timestamp, as those of a target with `log.timestamps` do: it is taken off and becomes the time. */
  readonly isStamped?: boolean;
}

const NEWLINE = 0x0a;
const SMALLEST_ROOM_BYTES = 256;

/**
 * Makes lines of the chunks of one stream, for sinks that send or store line by line. Holds no more than the one line that is not complete;
 * a last line without an end is handed on by {@link flush}.
 */
export class LineAssembler {
  readonly #clock: Clock;
  readonly #longestBytes: number;
  readonly #patienceMs: number;
  readonly #isStamped: boolean;
  readonly #take: (line: LogLine) => void;
  #held = Buffer.alloc(0);
  #heldBytes = 0;
  #heldSinceMs = 0;
  #heldTimeMs = 0;
  /** Whether pieces of the line at hand were handed on already. */
  #isContinued = false;
  #timer: Timer | null = null;

  /** @param take called for each line, in order */
  constructor({ clock, longestBytes = 64 * 1024, patienceMs = 1000, isStamped = false }: LineRules, take: (line: LogLine) => void) {
    this.#clock = clock;
    this.#longestBytes = longestBytes;
    this.#patienceMs = patienceMs;
    this.#isStamped = isStamped;
    this.#take = take;
  }

  /** Hands on the lines that end in it before it returns; the memory of the chunk may be used again then. */
  write(chunk: Buffer): void {
    const nowMs = this.#clock.epochMs();
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#finish(chunk.subarray(from, end), nowMs);
      from = end + 1;
    }
    if (from < chunk.length) this.#hold(chunk.subarray(from), nowMs);
  }

  /** Hands on what is held, as a whole line: no more will come. */
  flush(): void {
    this.#timer?.disarm();
    this.#timer = null;
    if (this.#heldBytes > 0) this.#finish(Buffer.alloc(0), this.#heldTimeMs);
  }

  #finish(rest: Buffer, nowMs: number): void {
    let line = rest;
    let timeMs = nowMs;
    if (this.#heldBytes > 0) {
      this.#keep(rest);
      line = this.#held.subarray(0, this.#heldBytes);
      timeMs = this.#heldTimeMs;
      this.#heldBytes = 0;
    } else if (this.#isContinued && rest.length === 0) {
      // The end of a line that was handed on completely.
      this.#isContinued = false;
      return;
    }
    const left = this.#cut(line, timeMs);
    this.#emit(left, timeMs, false);
  }

  /** Hands on what is too long, and returns the rest. */
  #cut(line: Buffer, timeMs: number): Buffer {
    let left = line;
    while (left.length > this.#longestBytes + this.#stampBytes(left)) {
      const at = utf8Cut(left, this.#longestBytes + this.#stampBytes(left));
      this.#emit(left.subarray(0, at), timeMs, true);
      left = left.subarray(at);
    }
    return left;
  }

  #hold(rest: Buffer, nowMs: number): void {
    if (this.#heldBytes === 0) {
      this.#heldTimeMs = nowMs;
      this.#heldSinceMs = this.#clock.monotonicMs();
    }
    this.#keep(rest);
    const held = this.#held.subarray(0, this.#heldBytes);
    const left = this.#cut(held, this.#heldTimeMs);
    if (left.length < held.length) {
      this.#heldBytes = left.copy(this.#held);
      this.#heldTimeMs = nowMs;
      this.#heldSinceMs = this.#clock.monotonicMs();
    }
    this.#watch(this.#patienceMs);
  }

  #keep(rest: Buffer): void {
    const needed = this.#heldBytes + rest.length;
    if (needed > this.#held.length) {
      const room = Buffer.alloc(Math.max(needed, this.#held.length * 2, SMALLEST_ROOM_BYTES));
      this.#held.copy(room, 0, 0, this.#heldBytes);
      this.#held = room;
    }
    this.#heldBytes += rest.copy(this.#held, this.#heldBytes);
  }

  /** One timer at most: it looks how old what is held by then has become. */
  #watch(delayMs: number): void {
    this.#timer ??= this.#clock.arm(delayMs, () => {
      this.#timer = null;
      if (this.#heldBytes === 0) return;
      const leftMs = this.#heldSinceMs + this.#patienceMs - this.#clock.monotonicMs();
      if (leftMs > 0) this.#watch(leftMs);
      else this.#letGo();
    });
  }

  #letGo(): void {
    const piece = this.#held.subarray(0, this.#heldBytes);
    this.#heldBytes = 0;
    this.#emit(piece, this.#heldTimeMs, true);
  }

  #emit(bytes: Buffer, timeMs: number, isPiece: boolean): void {
    const stampBytes = this.#stampBytes(bytes);
    this.#isContinued = isPiece;
    if (stampBytes === 0) this.#take({ bytes, timeMs, isPiece });
    else this.#take({ bytes: bytes.subarray(stampBytes), timeMs: stampOf(bytes), isPiece });
  }

  #stampBytes(line: Buffer): number {
    // A line that an earlier daemon had begun goes on without one.
    return this.#isStamped && !this.#isContinued && !Number.isNaN(stampOf(line)) ? STAMP_BYTES : 0;
  }
}

/** Milliseconds since the epoch, NaN for what is no timestamp. */
function stampOf(line: Buffer): number {
  if (line.length < STAMP_BYTES || line[STAMP_BYTES - 1] !== 0x20 || line[STAMP_BYTES - 2] !== 0x5a) return Number.NaN;
  return Date.parse(line.toString('latin1', 0, STAMP_BYTES - 1));
}
