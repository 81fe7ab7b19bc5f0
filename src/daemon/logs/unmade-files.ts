import type { Clock, Timer } from '#core';

/** Logs that nobody has written to are made when no process was started for this long, for who looks for the files, */
const QUIET_MS = 1000;
/** and at the latest after this. */
const PATIENCE_MS = 10_000;
/** Files made in one turn of the event loop, which stands still meanwhile, and the rest before the next ones. */
const MADE_AT_ONCE = 8;
const REST_MS = 10;

interface Unmade {
  prepare(): void;
}

/** Logs that wait for their first byte. They are made after a while without one, a few at a time, when the starts are over. */
export class UnmadeFiles {
  readonly #clock: Clock;
  readonly #files = new Set<Unmade>();
  #timer: Timer | null = null;
  /** When the latest and the first of those that wait came. */
  #latestMs = 0;
  #firstMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(file: Unmade): void {
    this.#files.add(file);
    this.#latestMs = this.#clock.monotonicMs();
    if (this.#timer !== null) return;
    this.#firstMs = this.#latestMs;
    this.#timer = this.#clock.arm(QUIET_MS, () => this.#makeWhenQuiet());
  }

  /** It is not to be made any more. */
  drop(file: Unmade): void {
    this.#files.delete(file);
    if (this.#files.size > 0) return;
    this.#timer?.disarm();
    this.#timer = null;
  }

  #makeWhenQuiet(): void {
    const now = this.#clock.monotonicMs();
    const quietMs = Math.min(this.#latestMs + QUIET_MS, this.#firstMs + PATIENCE_MS) - now;
    if (quietMs > 0) this.#timer = this.#clock.arm(quietMs, () => this.#makeWhenQuiet());
    else this.#make();
  }

  #make(): void {
    let left = MADE_AT_ONCE;
    for (const file of this.#files) {
      this.#files.delete(file);
      file.prepare();
      left -= 1;
      if (left === 0) break;
    }
    this.#timer = this.#files.size === 0 ? null : this.#clock.arm(REST_MS, () => this.#make());
  }
}
