import { existsSync, renameSync } from 'node:fs';

import { type Clock, failpoint, messageOf } from '#core';

import { LogFile } from './log-file.js';
import { asidePath, rotatedPath } from './rotated-files.js';
import type { RotationQueue, RotationSettings } from './rotation-queue.js';

/** A rotation that failed is tried again after this; meanwhile the file grows. */
const RETRY_MS = 5000;

/** A path, and what happens to the files it has filled. */
interface Settings extends RotationSettings {
  readonly path: string;
}

/** Exchanges a full file for a new one at once; numbering and compressing the full one follow in the background. */
export class FileRotation {
  readonly #clock: Clock;
  readonly #queue: RotationQueue;
  #settings: Settings;
  #againAtMs = 0;
  #problem: string | null = null;

  constructor(settings: Settings, clock: Clock, queue: RotationQueue) {
    this.#settings = settings;
    this.#clock = clock;
    this.#queue = queue;
  }

  /** Why the file grows beyond its size; `null` when all is well. */
  get problem(): string | null {
    return this.#problem;
  }

  configure(settings: Settings): void {
    this.#settings = settings;
  }

  /** Returns the new file, the full one being closed; `null` when that has to go on for the time being. */
  exchange(full: LogFile, nowMs: number): LogFile | null {
    const path = full.realPath;
    if (path === null || this.#queue.running(path) !== undefined || nowMs < this.#againAtMs) return null;
    if (existsSync(asidePath(path))) {
      this.#number(path);
      return null;
    }
    try {
      renameSync(path, asidePath(path));
      failpoint('rotate.renamed');
      const fresh = LogFile.open(this.#settings.path);
      full.close();
      this.#queue.announce(path);
      failpoint('rotate.exchanged');
      this.#number(path);
      return fresh;
    } catch (error) {
      putBack(path);
      this.#failed(error);
      return null;
    }
  }

  /** Settles when the file before is numbered; `undefined` when nothing is under way. */
  underWay(file: LogFile | null): Promise<unknown> | undefined {
    return file?.realPath == null ? undefined : this.#queue.running(file.realPath);
  }

  /** Goes on where an earlier manager was interrupted, and removes what has become too old meanwhile. */
  finishEarlier(file: LogFile): void {
    const path = file.realPath;
    if (path === null) return;
    const leftovers = [asidePath(path), rotatedPath(path, 1, false), rotatedPath(path, 1, true)];
    if (leftovers.some((leftover) => existsSync(leftover))) this.#number(path);
  }

  #number(path: string): void {
    void this.#queue.start(path, this.#settings).then((error) => {
      if (error === null) this.#problem = null;
      else this.#failed(error);
    });
  }

  #failed(error: unknown): void {
    this.#problem = `cannot rotate ${this.#settings.path}: ${messageOf(error)}`;
    this.#againAtMs = this.#clock.monotonicMs() + RETRY_MS;
  }
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
