import type { Clock, LogSink, RawIntake } from '#core';

import { DropAccount } from './drop-account.js';
import { FileIntake } from './file.intake.js';
import { FileRotation } from './file-rotation.js';
import { LogFile } from './log-file.js';
import { isOverdue, rotationPoint } from './rotation-point.js';
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
/** A device or FIFO that takes nothing at the moment is tried again after this. */
const PATIENCE_MS = 10;

/**
 * Stores output in a file with synchronous writes (docs/adr/0006). Whatever goes wrong, the process goes on: bytes that cannot be stored are
 * counted and dropped, storing is tried again once a second, and the file then tells what is missing. The file is opened with the first byte,
 * or by {@link prepare}: a start need not wait for the directory of the logs.
 */
export class FileSink implements LogSink {
  readonly raw: RawIntake;
  #options: FileSinkOptions;
  readonly #clock: Clock;
  readonly #rotation: FileRotation;
  readonly #drops = new DropAccount();
  #file: LogFile | null = null;
  #isUnopened = true;
  #ready: () => void = () => undefined;
  /** What a device or FIFO did not take yet; no further chunk comes meanwhile. */
  #held: Buffer | null = null;
  #lookAtMs = 0;

  constructor(options: FileSinkOptions, clock: Clock, rotations: RotationQueue) {
    this.#options = options;
    this.#clock = clock;
    this.#rotation = new FileRotation(options, clock, rotations);
    this.raw = this.#intake();
  }

  /** Opens the file, so that it is there before the first byte. What keeps it from being opened is the {@link problem} then. */
  prepare(): void {
    if (this.#isUnopened) this.#open(this.#clock.monotonicMs());
  }

  /** Follows changed rotation settings; the path stays. */
  configure(options: FileSinkOptions): void {
    this.#options = { ...options, path: this.#options.path };
    this.#rotation.configure(this.#options);
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
    return reason === null ? this.#rotation.problem : `cannot write ${this.#options.path}: ${reason}`;
  }

  get midLine(): boolean {
    this.prepare();
    return this.#file?.midLine ?? false;
  }

  async close(): Promise<void> {
    this.#isUnopened = false;
    if (this.#held !== null) this.#offerHeld();
    if (this.#held !== null) this.#drops.drop(this.#held.length);
    this.#held = null;
    if (this.#file !== null) this.#tellDrops(this.#file);
    const underWay = this.#rotation.underWay(this.#file);
    this.#file?.close();
    this.#file = null;
    await underWay;
  }

  #intake(): RawIntake {
    const sizeLimit = (): number => this.#options.maxSizeBytes;
    return new FileIntake({
      current: () => this.#rawFile(this.#clock.monotonicMs()),
      get maxSizeBytes() {
        return sizeLimit();
      },
      exchange: (full) => this.#exchangeRaw(full),
      giveUp: (file, error) => this.#giveUp(file, error, this.#clock.monotonicMs()),
    });
  }

  /** `null` while something is to be told in the file, or it has to be opened anew: `write()` sees to that. */
  #rawFile(now: number): LogFile | null {
    this.prepare();
    const file = this.#file;
    if (file === null || file.realPath === null || this.#held !== null || !this.#drops.isClear) return null;
    if (now < this.#lookAtMs) return file;
    if (!file.isCurrent()) return null;
    this.#lookAtMs = now + LOOK_MS;
    return file;
  }

  #exchangeRaw(full: LogFile): LogFile | 'wait' | null {
    const fresh = this.#rotation.exchange(full, this.#clock.monotonicMs());
    if (fresh !== null) return (this.#file = fresh);
    return this.#waitsForRotation(full) ? 'wait' : null;
  }

  #isStorable(now: number): boolean {
    if (this.#file !== null && now >= this.#lookAtMs) this.#look(this.#file, now);
    if (this.#file === null && (this.#drops.isWaiting(now) || !this.#open(now))) return false;
    const file = this.#file as unknown as LogFile;
    if (this.#tellDrops(file)) return true;
    this.#giveUp(file, file.failure, now);
    return false;
  }

  #open(now: number): boolean {
    const isFirst = this.#isUnopened;
    this.#isUnopened = false;
    try {
      const file = LogFile.open(this.#options.path);
      this.#file = file;
      this.#lookAtMs = now + LOOK_MS;
      if (isFirst) this.#rotation.finishEarlier(file);
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
    let growsOn = false;
    const exchange = (): void => {
      const fresh = this.#rotation.exchange(file, now);
      if (fresh === null) [growsOn, limit] = [true, 0];
      else this.#file = file = fresh;
    };
    if (limit > 0 && isOverdue(file, limit)) exchange();
    let from = 0;
    while (from < chunk.length) {
      const cut = limit > 0 ? rotationPoint(chunk, from, file.size, limit) : -1;
      const to = cut < 0 ? chunk.length : cut;
      from = file.append(chunk, from, to);
      if (from < to) return this.#stoppedShort(file, chunk.subarray(from), now);
      if (cut >= 0) exchange();
    }
    return !growsOn || !this.#waitsForRotation(file);
  }

  /** A file that is full again before the one before it is numbered: the process has to wait. */
  #waitsForRotation(file: LogFile): boolean {
    const underWay = this.#rotation.underWay(file);
    void underWay?.then(() => this.#ready());
    return underWay !== undefined;
  }

  #stoppedShort(file: LogFile, rest: Buffer, now: number): boolean {
    if (file.failure === null) return this.#hold(Buffer.from(rest));
    this.#drops.drop(rest.length);
    this.#giveUp(file, file.failure, now);
    return true;
  }

  #giveUp(file: LogFile, error: Error | null, now: number): void {
    this.#drops.failed(error, now);
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
}
