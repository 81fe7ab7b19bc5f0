import type { TimeSlices } from '../usage/index.js';
import type { ExpositionWriter } from './exposition-writer.js';

/** Whoever is asked when a scrape is made, and only then, so that nobody pays for it otherwise. */
export interface MetricsSource {
  /** For `provisr_metrics_failures_total`. */
  readonly name: string;
  /**
   * Sets metrics of the registry, or writes some itself.
   * @param slices to step aside with when it has much to do
   */
  tell(out: ExpositionWriter, slices: TimeSlices): Promise<void> | void;
}
