import type { Clock } from '#core';

/** A place for one to wait at. Asks of who waits that what it waits for is looked at first, without anything in between. */
export class Wake {
  readonly #clock: Clock;
  #rouse: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves to `true` when it is rung, to `false` when nobody did within `waitMs`. */
  wait(waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (rung: boolean): void => {
        timer.disarm();
        this.#rouse = null;
        resolve(rung);
      };
      const timer = this.#clock.arm(waitMs, () => settle(false));
      this.#rouse = () => settle(true);
    });
  }

  /** Nothing when nobody waits. */
  ring(): void {
    this.#rouse?.();
  }
}
