import type { TimeSlices } from '../usage/index.js';
import { type ExpositionWriter, label } from './exposition-writer.js';
import type { MetricsSource } from './metrics-source.js';
import { SERIES } from './series-table.js';

interface Durations {
  /** How many took as long as a bound and longer than the one before it; the last one longer than all. */
  readonly counts: number[];
  sumSeconds: number;
}

const { name: SERIES_NAME, buckets: BOUNDS } = SERIES.startDuration;
const BOUND_LABELS = [...BOUNDS.map(String), '+Inf'].map((bound) => label('le', bound));

/** How long starts took: a histogram of each process, which is most of the lines of a scrape. */
export class StartDurations implements MetricsSource {
  readonly name = 'start durations';
  readonly #processes = new Map<string, Durations>();

  observe(process: string, seconds: number): void {
    const known = this.#processes.get(process) ?? { counts: BOUND_LABELS.map(() => 0), sumSeconds: 0 };
    const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
    const at = bucket < 0 ? BOUNDS.length : bucket;
    known.counts[at] = (known.counts[at] ?? 0) + 1;
    known.sumSeconds += seconds;
    this.#processes.set(process, known);
  }

  forget(process: string): void {
    this.#processes.delete(process);
  }

  async tell(out: ExpositionWriter, slices: TimeSlices): Promise<void> {
    out.head(SERIES.startDuration);
    for (const [process, durations] of this.#processes) {
      write(out, label('name', process), durations);
      if (slices.isOver) await slices.next();
    }
  }
}

function write(out: ExpositionWriter, name: string, { counts, sumSeconds }: Durations): void {
  let sum = 0;
  for (const [index, bound] of BOUND_LABELS.entries()) {
    sum += counts[index] ?? 0;
    out.line(`${SERIES_NAME}_bucket`, `${name},${bound}`, sum);
  }
  out.line(`${SERIES_NAME}_sum`, name, sumSeconds);
  out.line(`${SERIES_NAME}_count`, name, sum);
}
