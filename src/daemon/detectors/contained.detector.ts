import { type Clock, type Detection, type LivenessDetector, within } from '#core';

/** How long a detector of a plugin may take for one look, ms. */
const PATIENCE_MS = 30_000;
/** Used where a plugin names none that is one, ms. */
const DEFAULT_INTERVAL_MS = 5_000;

/** A detector of somebody else: it may throw, answer with anything or not at all, and supervision goes on. */
export class ContainedDetector implements LivenessDetector {
  readonly label: string;
  readonly intervalMs: number;

  constructor(
    type: string,
    private readonly detector: LivenessDetector,
    private readonly clock: Clock,
  ) {
    const { label, intervalMs } = detector;
    this.label = typeof label === 'string' ? label : type;
    this.intervalMs = Number.isFinite(intervalMs) && intervalMs > 0 ? intervalMs : DEFAULT_INTERVAL_MS;
  }

  /** Rejects, which counts as not alive, also when it takes longer than half a minute. */
  async detect(signal: AbortSignal): Promise<Detection> {
    const answer: unknown = await within(this.clock, PATIENCE_MS, this.detector.detect(signal));
    const { alive, pid } = (answer ?? {}) as Partial<Detection>;
    return { alive: alive === true, pid: typeof pid === 'number' && Number.isInteger(pid) ? pid : null };
  }
}
