import type { Clock, Timer } from '../clock.js';
import type { ProcessIdentity, ProcessInspector } from './process-inspector.js';

/** How often adopted processes are looked at, ms. They are not our children, so the kernel does not tell us. */
const SWEEP_INTERVAL_MS = 1_000;

/** One timer for all adopted processes, armed only while there are any. */
export class AdoptionWatch {
  readonly #inspector: ProcessInspector;
  readonly #clock: Clock;
  readonly #watched = new Map<ProcessIdentity, () => void>();
  #timer: Timer | null = null;

  constructor(inspector: ProcessInspector, clock: Clock) {
    this.#inspector = inspector;
    this.#clock = clock;
  }

  /** Calls `gone` once when the process is no longer alive. Returns the function that ends the watch. */
  watch(identity: ProcessIdentity, gone: () => void): () => void {
    this.#watched.set(identity, gone);
    this.#arm();
    return () => {
      this.#watched.delete(identity);
      this.#arm();
    };
  }

  #arm(): void {
    if (this.#watched.size === 0) {
      this.#timer?.disarm();
      this.#timer = null;
      return;
    }
    this.#timer ??= this.#clock.arm(SWEEP_INTERVAL_MS, () => {
      this.#timer = null;
      this.sweep();
    });
  }

  /** Looks at all of them now. */
  sweep(): void {
    for (const [identity, gone] of Array.from(this.#watched)) {
      if (this.#inspector.isAlive(identity)) continue;
      this.#watched.delete(identity);
      gone();
    }
    this.#arm();
  }
}
