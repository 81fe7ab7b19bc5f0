import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { LogHandle } from './log-handle.js';
import { formatMark, LEAD_BYTES, readBefore } from './log-mark.js';
import type { LogPiece } from './log-piece.js';
import type { LogTail } from './log-tail.js';
import type { ReadingTurns } from './reading-turns.js';
import type { RotationInbox } from './rotation-inbox.js';

const NEWLINE = 0x0a;
const BLOCK_BYTES = 32 * 1024;
/** How often a quiet file is looked at while somebody follows it. */
const LOOK_MS = 100;
const SKIPPED = Buffer.from('\n[provisr] output was left out: the reader was too slow\n');

/** What is followed. The follower closes file and inbox. */
export interface FollowedFile {
  readonly path: string;
  /** What comes first and where to go on. */
  readonly start: LogTail;
  readonly inbox: RotationInbox;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly turns: ReadingTurns;
}

/**
 * Reads a log file as it grows, through rotations. Nothing is read before it is asked for, so a slow reader costs one block of memory; the
 * open file stays readable after it was rotated away, compressed or removed.
 */
export class FileFollower {
  readonly #path: string;
  readonly #inbox: RotationInbox;
  readonly #signal: AbortSignal;
  readonly #turns: ReadingTurns;
  readonly #first: Buffer;
  #file: LogHandle;
  #offset: number;
  /** What was read last of the file. */
  #lead: Buffer = Buffer.alloc(0);

  constructor({ path, start, inbox, signal, turns }: FollowedFile) {
    this.#path = path;
    this.#inbox = inbox;
    this.#signal = signal;
    this.#turns = turns;
    this.#first = start.bytes;
    this.#file = start.file;
    this.#offset = start.offset;
  }

  /** Pieces end at line ends where there are any; the first one says where it begins, even if it is empty. Ends when the signal is given. */
  async *pieces(): AsyncGenerator<LogPiece> {
    try {
      this.#lead = await readBefore(this.#file, this.#offset);
      yield this.#pieceOf(this.#first);
      while (!this.#signal.aborted) {
        // Asked before reading: what is complete now is read to its end, then left.
        const isComplete = await this.#isComplete();
        yield* this.#rest(isComplete);
        if (!isComplete) await this.#wait();
        else if (this.#moveOn()) yield this.#pieceOf(SKIPPED);
      }
    } finally {
      this.#file.close();
      this.#inbox.close();
    }
  }

  /** Whether the current file will not grow any more. */
  async #isComplete(): Promise<boolean> {
    if (!this.#inbox.isEmpty) return true;
    const named = await stat(this.#path).catch(() => null);
    return !this.#inbox.isEmpty || (named !== null && named.ino !== this.#file.inode);
  }

  /** What there is from the offset on. The unfinished line of a growing file waits for one look. */
  async *#rest(isComplete: boolean): AsyncGenerator<LogPiece> {
    let seen = isComplete ? 0 : -1;
    while (!this.#signal.aborted) {
      if (this.#file.stat().size > this.#offset) await this.#turns.next();
      const block = Buffer.allocUnsafe(BLOCK_BYTES);
      const bytes = await this.#file.read(block, this.#offset);
      if (bytes === 0) return this.#restartWhenTruncated();
      const lines = block.lastIndexOf(NEWLINE, bytes - 1) + 1;
      if (lines === 0 && bytes < BLOCK_BYTES && seen !== bytes && seen !== 0) {
        seen = bytes;
        await this.#wait();
        continue;
      }
      const chunk = block.subarray(0, lines === 0 ? bytes : lines);
      this.#offset += chunk.length;
      this.#lead = chunk.length < LEAD_BYTES ? Buffer.concat([this.#lead, chunk]) : chunk;
      yield this.#pieceOf(chunk);
    }
  }

  #pieceOf(bytes: Buffer): LogPiece {
    this.#lead = this.#lead.subarray(-LEAD_BYTES);
    return { bytes, mark: formatMark(this.#file.inode, this.#offset, this.#lead) };
  }

  #restartWhenTruncated(): void {
    if (this.#file.stat().size < this.#offset) this.#startAgain();
  }

  #startAgain(): void {
    this.#offset = 0;
    this.#lead = Buffer.alloc(0);
  }

  /** To the next file; returns whether some had to be left out. */
  #moveOn(): boolean {
    const next = this.#inbox.next(this.#file) ?? openOrNull(this.#path);
    // Nothing there at this moment: an outside tool has moved the file and none was made yet.
    if (next === null) return false;
    this.#file.close();
    this.#file = next;
    this.#startAgain();
    return this.#inbox.takeSkipped();
  }

  async #wait(): Promise<void> {
    // Rejects when the signal is given, which every loop looks at.
    await delay(LOOK_MS, undefined, { signal: this.#signal }).catch(() => undefined);
  }
}

function openOrNull(path: string): LogHandle | null {
  try {
    return LogHandle.open(path);
  } catch {
    return null;
  }
}
