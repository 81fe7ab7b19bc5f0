import type { Clock, Timer } from '#core';

interface Armed {
  readonly dueMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/** A clock that stands still until it is told to move. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Armed>();
  #nowMs = 0;
  #order = 0;

  /** @param startEpochMs wall time at the beginning */
  constructor(readonly startEpochMs = Date.UTC(2026, 0, 1)) {}

  monotonicMs(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.startEpochMs + this.#nowMs;
  }

  arm(delayMs: number, fire: () => void): Timer {
    const armed: Armed = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, fire };
    this.#timers.add(armed);
    return { disarm: () => void this.#timers.delete(armed) };
  }

  /** Timers that have not fired: a thing at rest leaves none. */
  get armedCount(): number {
    return this.#timers.size;
  }

  /** Moves on, firing what falls due in order, including what is armed meanwhile. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let next = this.#nextDue(untilMs); next; next = this.#nextDue(untilMs)) {
      this.#timers.delete(next);
      this.#nowMs = next.dueMs;
      next.fire();
    }
    this.#nowMs = untilMs;
  }

  #nextDue(untilMs: number): Armed | undefined {
    return [...this.#timers]
      .filter((timer) => timer.dueMs <= untilMs)
      .sort((left, right) => left.dueMs - right.dueMs || left.order - right.order)[0];
  }
}
