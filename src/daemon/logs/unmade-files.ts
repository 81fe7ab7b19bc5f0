import type { Clock, Timer } from '#core';

/** A log that nobody has written to is made this long after its process was started, for who looks for the file. */
const MADE_AFTER_MS = 1000;
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

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(file: Unmade): void {
    this.#files.add(file);
    this.#timer ??= this.#clock.arm(MADE_AFTER_MS, () => this.#make());
  }

  /** It is not to be made any more. */
  drop(file: Unmade): void {
    this.#files.delete(file);
    if (this.#files.size > 0) return;
    this.#timer?.disarm();
    this.#timer = null;
  }

  #make(): void {
    for (const file of [...this.#files].slice(0, MADE_AT_ONCE)) {
      this.#files.delete(file);
      file.prepare();
    }
    this.#timer = this.#files.size === 0 ? null : this.#clock.arm(REST_MS, () => this.#make());
  }
}
