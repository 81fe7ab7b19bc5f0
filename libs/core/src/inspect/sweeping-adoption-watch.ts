import type { Clock, Timer } from '../clock.js';
import type { AdoptionWatch, EndWatch } from './adoption-watch.js';
import type { ProcessIdentity, ProcessInspector } from './process-inspector.js';

/** How often adopted processes are looked at, ms. They are not our children, so the kernel does not tell us. */
const SWEEP_INTERVAL_MS = 1_000;
/** How often something that is about to end is looked at, ms: at first, and at last. */
const SOON_MS = 25;
const SOON_SLOWEST_MS = 250;

/** {@link AdoptionWatch} by looking: works everywhere. One timer for all adopted processes, armed only while there are any. */
export class SweepingAdoptionWatch implements AdoptionWatch {
  readonly #inspector: ProcessInspector;
  readonly #clock: Clock;
  readonly #watched = new Map<ProcessIdentity, () => void>();
  #timer: Timer | null = null;

  constructor(inspector: ProcessInspector, clock: Clock) {
    this.#inspector = inspector;
    this.#clock = clock;
  }

  watch(identity: ProcessIdentity, gone: () => void): EndWatch {
    this.#watched.set(identity, gone);
    this.#arm();
    return () => {
      this.#watched.delete(identity);
      this.#arm();
    };
  }

  hurry(identity: ProcessIdentity): void {
    const look = (): void => {
      if (!this.#watched.has(identity)) return;
      if (this.#inspector.isAlive(identity)) this.#clock.arm(SOON_MS, look);
      else this.#sweep();
    };
    if (this.#watched.has(identity)) this.#clock.arm(SOON_MS, look);
  }

  whenEmpty(members: () => readonly number[], emptied: () => void): EndWatch {
    let delayMs = SOON_MS;
    let timer: Timer;
    const look = (): void => {
      if (members().length === 0) return emptied();
      delayMs = Math.min(delayMs * 1.5, SOON_SLOWEST_MS);
      timer = this.#clock.arm(delayMs, look);
    };
    timer = this.#clock.arm(delayMs, look);
    return () => timer.disarm();
  }

  #arm(): void {
    if (this.#watched.size === 0) {
      this.#timer?.disarm();
      this.#timer = null;
      return;
    }
    this.#timer ??= this.#clock.arm(SWEEP_INTERVAL_MS, () => {
      this.#timer = null;
      this.#sweep();
    });
  }

  #sweep(): void {
    for (const [identity, gone] of Array.from(this.#watched)) {
      if (this.#inspector.isAlive(identity)) continue;
      this.#watched.delete(identity);
      gone();
    }
    this.#arm();
  }
}
