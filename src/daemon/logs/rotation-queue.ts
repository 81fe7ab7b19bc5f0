import { stat } from 'node:fs/promises';

import { createStream } from 'rotating-file-stream';

import type { Clock } from '#core';

import { discardInterruptedCopy } from './interrupted-copy.js';
import { asidePath, removeExpired, type Retention, rotatedFiles, rotatedPath, unlinkIfThere } from './rotated-files.js';

/** What happens to full files. */
export interface RotationSettings extends Retention {
  readonly compress: boolean;
}

const ROTATED_MODE = 0o640;
/** Names beyond four digits are not taken for ours. */
const MOST_BACKUPS = 9999;

/**
 * Turns files that were put aside into numbered ones while new output goes into a new file. At most one rotation is under way
 * per path, whichever sinks ask for it.
 */
export class RotationQueue {
  readonly #clock: Clock;
  readonly #running = new Map<string, Promise<Error | null>>();
  readonly #watchers = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The rotation under way, if there is one. Never rejects: resolves to what went wrong, or `null`. */
  running(path: string): Promise<Error | null> | undefined {
    return this.#running.get(path);
  }

  /** Calls `listener` whenever a file of this path has just been put aside. Returns the function that ends it. */
  watch(path: string, listener: () => void): () => void {
    const listeners = this.#watchers.get(path) ?? new Set();
    this.#watchers.set(path, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#watchers.get(path) === listeners) this.#watchers.delete(path);
    };
  }

  /** Tells the watchers, before anything else happens to the file. */
  announce(path: string): void {
    for (const listener of this.#watchers.get(path) ?? []) listener();
  }

  /** Numbers the file put aside, if there is one, and removes what is too many or too old. Joins one that is under way. */
  start(path: string, settings: RotationSettings): Promise<Error | null> {
    const running = this.#running.get(path);
    if (running !== undefined) return running;
    const started = this.#rotate(path, settings).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    const tracked = started.finally(() => this.#running.delete(path));
    this.#running.set(path, tracked);
    return tracked;
  }

  async #rotate(path: string, settings: RotationSettings): Promise<void> {
    const maxBackups = Math.min(Math.max(1, settings.maxBackups), MOST_BACKUPS);
    const aside = await stat(asidePath(path)).catch(() => null);
    if (aside !== null && aside.size > 0) {
      await discardInterruptedCopy(path);
      const slots = await slotsInUse(path, maxBackups, settings.compress);
      // A rename onto what exists makes ext4 write the renamed file to disk at once (mount option auto_da_alloc, ext4(5)).
      await unlinkIfThere(rotatedPath(path, slots, settings.compress));
      await numberAside(path, slots, settings.compress);
    }
    // rotating-file-stream leaves a new, empty file in the place of the one it took away.
    if (aside !== null) await unlinkIfThere(asidePath(path));
    await removeExpired(path, { ...settings, maxBackups }, this.#clock.epochMs());
  }
}

/** How many numbers have to move: rotating-file-stream looks at each one it is told to keep. */
async function slotsInUse(path: string, maxBackups: number, compress: boolean): Promise<number> {
  const indices = (await rotatedFiles(path)).filter((file) => file.compressed === compress).map((file) => file.index);
  return Math.min(maxBackups, Math.max(0, ...indices) + 1);
}

/**
 * Opened on a file beyond its size limit, rotating-file-stream rotates at once: the numbered files move up by one, the
 * waiting one becomes number 1, compressed if asked for.
 */
function numberAside(path: string, maxBackups: number, compress: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const nameOf = (index: number | Date | null): string =>
      typeof index === 'number' && index > 0 ? rotatedPath(path, index, compress) : asidePath(path);
    const stream = createStream(nameOf, { size: '1B', rotate: maxBackups, mode: ROTATED_MODE, ...(compress ? { compress: 'gzip' } : {}) });
    stream.once('error', reject);
    stream.once('close', () => resolve());
    stream.once('open', () => stream.end());
  });
}
