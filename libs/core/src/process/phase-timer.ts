import type { Clock, Timer } from '../clock.js';

/** The one timer that a phase may have. Held, it only notes when it would have fired. */
export class PhaseTimer {
  readonly #clock: Clock;
  #timer: Timer | null = null;
  #dueAtMs: number | null = null;
  #isHeld = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until it is due, negative when it should have fired already; `null` when it is not armed. */
  get leftMs(): number | null {
    return this.#dueAtMs === null ? null : this.#dueAtMs - this.#clock.monotonicMs();
  }

  arm(delayMs: number, fire: () => void): void {
    this.#timer?.disarm();
    this.#dueAtMs = this.#clock.monotonicMs() + delayMs;
    if (this.#isHeld) return;
    this.#timer = this.#clock.arm(delayMs, () => {
      this.#dueAtMs = null;
      fire();
    });
  }

  disarm(): void {
    this.#timer?.disarm();
    this.#dueAtMs = null;
  }

  /** From here on it fires no more. */
  hold(): void {
    this.#isHeld = true;
    this.#timer?.disarm();
  }
}
