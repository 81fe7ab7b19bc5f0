import { existsSync, renameSync } from 'node:fs';

import { type Clock, type LogSink, messageOf } from '#core';

import { DropAccount } from './drop-account.js';
import { LogFile } from './log-file.js';
import { asidePath, rotatedPath } from './rotated-files.js';
import { LONGEST_OVERHANG_BYTES, rotationPoint } from './rotation-point.js';
import type { RotationQueue, RotationSettings } from './rotation-queue.js';

/** Where to and how. */
export interface FileSinkOptions extends RotationSettings {
  /** Absolute; a device or a FIFO is written without rotation. */
  readonly path: string;
  /** Rotated at the first line end at or after this; 0 = never. */
  readonly maxSizeBytes: number;
}

/** How often to look whether the path still names the open file (logrotate, `rm`). */
const LOOK_MS = 1000;
/** A rotation that failed is tried again after this; meanwhile the file grows. */
const ROTATION_RETRY_MS = 5000;
/** A device or FIFO that takes nothing at the moment is tried again after this. */
const PATIENCE_MS = 10;

/**
 * Stores output in a file with synchronous writes (docs/adr/0006). Whatever goes wrong, the process goes on: bytes that cannot be stored are
 * counted and dropped, storing is tried again once a second, and the file then tells what is missing.
 */
export class FileSink implements LogSink {
  #options: FileSinkOptions;
  readonly #clock: Clock;
  readonly #rotations: RotationQueue;
  readonly #drops = new DropAccount();
  #file: LogFile | null = null;
  #ready: () => void = () => undefined;
  /** What a device or FIFO did not take yet; no further chunk comes meanwhile. */
  #held: Buffer | null = null;
  #lookAtMs = 0;
  #rotateAgainAtMs = 0;
  #rotationProblem: string | null = null;

  constructor(options: FileSinkOptions, clock: Clock, rotations: RotationQueue) {
    this.#options = options;
    this.#clock = clock;
    this.#rotations = rotations;
    this.#open(clock.monotonicMs());
    this.#finishEarlierRotation();
  }

  /** Follows changed rotation settings; the path stays. */
  configure(options: FileSinkOptions): void {
    this.#options = { ...options, path: this.#options.path };
  }

  write(chunk: Buffer): boolean {
    if (this.#held !== null) return this.#hold(Buffer.concat([this.#held, chunk]));
    const now = this.#clock.monotonicMs();
    if (this.#isStorable(now)) return this.#store(chunk, now);
    this.#drops.drop(chunk.length);
    return true;
  }

  onReady(ready: () => void): void {
    this.#ready = ready;
  }

  get droppedBytes(): number {
    return this.#drops.total;
  }

  get problem(): string | null {
    const reason = this.#drops.reason;
    return reason === null ? this.#rotationProblem : `cannot write ${this.#options.path}: ${reason}`;
  }

  get midLine(): boolean {
    return this.#file?.midLine ?? false;
  }

  async close(): Promise<void> {
    if (this.#held !== null) this.#offerHeld();
    if (this.#held !== null) this.#drops.drop(this.#held.length);
    this.#held = null;
    if (this.#file !== null) this.#tellDrops(this.#file);
    const path = this.#file?.realPath ?? null;
    this.#file?.close();
    this.#file = null;
    if (path !== null) await this.#rotations.running(path);
  }

  #isStorable(now: number): boolean {
    if (this.#file !== null && now >= this.#lookAtMs) this.#look(this.#file, now);
    if (this.#file === null && (this.#drops.isWaiting(now) || !this.#open(now))) return false;
    const file = this.#file as unknown as LogFile;
    if (this.#tellDrops(file)) return true;
    this.#giveUp(file, now);
    return false;
  }

  #open(now: number): boolean {
    try {
      this.#file = LogFile.open(this.#options.path);
      this.#lookAtMs = now + LOOK_MS;
      return true;
    } catch (error) {
      this.#drops.failed(error, now);
      return false;
    }
  }

  #look(file: LogFile, now: number): void {
    this.#lookAtMs = now + LOOK_MS;
    if (file.isCurrent()) return;
    file.close();
    this.#file = null;
  }

  /** Returns whether storing works as far as can be told. */
  #tellDrops(file: LogFile): boolean {
    const notice = this.#drops.notice();
    if (notice !== null) {
      const line = file.midLine ? Buffer.concat([Buffer.from('\n'), notice]) : notice;
      if (file.append(line, 0, line.length) < line.length) return file.failure === null;
    }
    this.#drops.recovered();
    return true;
  }

  #store(chunk: Buffer, now: number): boolean {
    let file = this.#file as LogFile;
    let limit = file.realPath === null ? 0 : this.#options.maxSizeBytes;
    let wantsRotation = limit > 0 && isOverdue(file, limit) && !this.#rotate(file, now);
    if (wantsRotation) limit = 0;
    file = this.#file as LogFile;
    let from = 0;
    while (from < chunk.length) {
      const cut = limit > 0 ? rotationPoint(chunk, from, file.size, limit) : -1;
      const to = cut < 0 ? chunk.length : cut;
      from = file.append(chunk, from, to);
      if (from < to) return this.#stoppedShort(file, chunk.subarray(from), now);
      if (cut >= 0 && !this.#rotate(file, now)) {
        wantsRotation = true;
        limit = 0;
      }
      file = this.#file as LogFile;
    }
    return !wantsRotation || !this.#waitsForRotation(file);
  }

  #stoppedShort(file: LogFile, rest: Buffer, now: number): boolean {
    if (file.failure === null) return this.#hold(Buffer.from(rest));
    this.#drops.drop(rest.length);
    this.#giveUp(file, now);
    return true;
  }

  #giveUp(file: LogFile, now: number): void {
    this.#drops.failed(file.failure, now);
    file.close();
    this.#file = null;
  }

  #hold(rest: Buffer): false {
    if (this.#held === null) this.#clock.arm(PATIENCE_MS, () => this.#retryHeld());
    this.#held = rest;
    return false;
  }

  #retryHeld(): void {
    if (this.#held === null) return;
    this.#offerHeld();
    if (this.#held === null) this.#ready();
    else this.#clock.arm(PATIENCE_MS, () => this.#retryHeld());
  }

  #offerHeld(): void {
    const file = this.#file;
    const held = this.#held;
    if (file === null || held === null) return;
    const rest = held.subarray(file.append(held, 0, held.length));
    this.#held = null;
    if (rest.length === 0) return;
    if (file.failure === null) this.#held = rest;
    else this.#stoppedShort(file, rest, this.#clock.monotonicMs());
  }

  /**
   * Puts the full file aside and goes on in a new one at once; numbering and compressing follow in the background.
   * Returns whether it did; when not, the file grows on.
   */
  #rotate(full: LogFile, now: number): boolean {
    const path = full.realPath as string;
    if (this.#rotations.running(path) !== undefined || now < this.#rotateAgainAtMs) return false;
    if (existsSync(asidePath(path))) {
      this.#number(path);
      return false;
    }
    try {
      renameSync(path, asidePath(path));
      this.#file = LogFile.open(this.#options.path);
    } catch (error) {
      putBack(path);
      this.#rotationFailed(error);
      return false;
    }
    full.close();
    this.#rotations.announce(path);
    this.#number(path);
    return true;
  }

  #number(path: string): void {
    void this.#rotations.start(path, this.#options).then((error) => {
      if (error === null) this.#rotationProblem = null;
      else this.#rotationFailed(error);
    });
  }

  #rotationFailed(error: unknown): void {
    this.#rotationProblem = `cannot rotate ${this.#options.path}: ${messageOf(error)}`;
    this.#rotateAgainAtMs = this.#clock.monotonicMs() + ROTATION_RETRY_MS;
  }

  /** A file that is full again before the one before it is numbered: the process has to wait. */
  #waitsForRotation(file: LogFile): boolean {
    const path = file.realPath;
    const running = path === null ? undefined : this.#rotations.running(path);
    void running?.then(() => this.#ready());
    return running !== undefined;
  }

  #finishEarlierRotation(): void {
    const path = this.#file?.realPath;
    if (path == null) return;
    const leftovers = [asidePath(path), rotatedPath(path, 1, false), rotatedPath(path, 1, true)];
    if (leftovers.some((leftover) => existsSync(leftover))) this.#number(path);
  }
}

/** Full before this chunk: found so at open, or its rotation had to wait for the one before. */
function isOverdue(file: LogFile, limitBytes: number): boolean {
  return file.size >= limitBytes + (file.midLine ? LONGEST_OVERHANG_BYTES : 0);
}

/** After a file was put aside and no new one could be opened: the old one goes on under its name. */
function putBack(path: string): void {
  if (existsSync(path) || !existsSync(asidePath(path))) return;
  try {
    renameSync(asidePath(path), path);
  } catch {
    // It keeps growing under the other name; the next look at the path opens a new one.
  }
}
