import { LogHandle } from './log-handle.js';
import { asidePath } from './rotated-files.js';
import type { RotationQueue } from './rotation-queue.js';

/** Files kept open for a slow reader; what is older is left out. */
const MOST_WAITING = 16;

/** Collects the files that are rotated away while somebody follows a log, in order, before they are compressed or removed. */
export class RotationInbox {
  readonly #waiting: LogHandle[] = [];
  readonly #stop: () => void;
  #skipped = false;

  constructor(path: string, rotations: RotationQueue) {
    this.#stop = rotations.watch(path, () => this.#add(path));
  }

  /**
   * The file to read after `current`, `null` when that is the live one. Files that came before `current` are let go.
   */
  next(current: LogHandle): LogHandle | null {
    const position = this.#waiting.findIndex((file) => file.inode === current.inode);
    if (position >= 0) for (const file of this.#waiting.splice(0, position + 1)) file.close();
    return this.#waiting.shift() ?? null;
  }

  /** Whether `current` was rotated away, or files were that the reader has yet to come to. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Forgets what was rotated before `first` was opened as the live file. */
  startWith(first: LogHandle): void {
    const position = this.#waiting.findIndex((file) => file.inode === first.inode);
    for (const file of this.#waiting.splice(0, position < 0 ? this.#waiting.length : position)) file.close();
    this.#skipped = false;
  }

  /** Takes files that were rotated away before anybody watched, the oldest first. Those it has anyhow are closed. */
  precede(files: readonly LogHandle[]): void {
    const isKnown = (file: LogHandle): boolean => this.#waiting.some(({ inode }) => inode === file.inode);
    for (const file of files.filter(isKnown)) file.close();
    this.#waiting.unshift(...files.filter((file) => !isKnown(file)));
  }

  /** Whether files were left out since it was last asked. */
  takeSkipped(): boolean {
    const skipped = this.#skipped;
    this.#skipped = false;
    return skipped;
  }

  close(): void {
    this.#stop();
    for (const file of this.#waiting.splice(0)) file.close();
  }

  #add(path: string): void {
    try {
      this.#waiting.push(LogHandle.open(asidePath(path)));
    } catch {
      // Out of descriptors: the reader misses a file, the writer goes on.
      this.#skipped = true;
    }
    if (this.#waiting.length <= MOST_WAITING) return;
    this.#waiting.shift()?.close();
    this.#skipped = true;
  }
}
