import type { Clock, Timer } from '../clock.js';
import type { Detection, LivenessDetector } from './detector.js';

/** How often a program that is just daemonising is looked for, ms. */
const CONFIRM_INTERVAL_MS = 100;

export interface LivenessWatchOptions {
  readonly detectors: readonly LivenessDetector[];
  readonly clock: Clock;
  /** How long the first confirmation may take, ms. */
  readonly graceMs: number;
  readonly onAlive: (label: string, pid: number | null) => void;
  readonly onLost: () => void;
}

/** Asks the detectors in turn; the first that says alive speaks for all. */
export async function findAlive(
  detectors: readonly LivenessDetector[],
  signal: AbortSignal,
): Promise<{ label: string; pid: number | null } | null> {
  for (const detector of detectors) {
    const detection = await ask(detector, signal);
    if (detection.alive) return { label: detector.label, pid: detection.pid };
  }
  return null;
}

/** A detector that fails, in whatever way, says nothing, which is not "alive". */
async function ask(detector: LivenessDetector, signal: AbortSignal): Promise<Detection> {
  try {
    return await detector.detect(signal);
  } catch {
    return { alive: false, pid: null };
  }
}

/**
 * Looks after a program whose leader has ended by asking its detectors in turn: alive while any says so. One look at a
 * time, so a slow detector is never run twice at once.
 */
export class LivenessWatch {
  readonly #options: LivenessWatchOptions;
  readonly #abort = new AbortController();
  readonly #deadlineMs: number;
  #timer: Timer | null = null;
  #confirmed = false;

  constructor(options: LivenessWatchOptions) {
    this.#options = options;
    this.#deadlineMs = options.clock.monotonicMs() + options.graceMs;
    void this.#look();
  }

  /** Whether a detector has said alive at least once. */
  get confirmed(): boolean {
    return this.#confirmed;
  }

  stop(): void {
    this.#abort.abort();
    this.#timer?.disarm();
  }

  async #look(): Promise<void> {
    const found = await findAlive(this.#options.detectors, this.#abort.signal);
    if (this.#abort.signal.aborted) return;
    if (found) {
      this.#confirmed = true;
      this.#options.onAlive(found.label, found.pid);
      this.#again(Math.min(...this.#options.detectors.map((detector) => detector.intervalMs)));
    } else if (!this.#confirmed && this.#options.clock.monotonicMs() < this.#deadlineMs) this.#again(CONFIRM_INTERVAL_MS);
    else this.#options.onLost();
  }

  #again(delayMs: number): void {
    this.#timer = this.#options.clock.arm(delayMs, () => void this.#look());
  }
}
