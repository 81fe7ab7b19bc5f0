import type { Counter, Histogram } from 'prom-client';

type Labels = Record<string, string>;
type Series = Counter | Histogram;

/**
 * Remembers which label sets of a process exist, so that they go when the process goes: label values of removed
 * processes would otherwise pile up for as long as the daemon runs.
 */
export class ProcessSeries {
  readonly #known = new Map<string, Map<string, { readonly metric: Series; readonly labels: Labels }>>();

  /** Notes a label set of `process` and hands it back. */
  of(process: string, metric: Series, labels: Labels): Labels {
    const own = this.#known.get(process) ?? new Map<string, { metric: Series; labels: Labels }>();
    own.set(JSON.stringify([metricName(metric), labels]), { metric, labels });
    this.#known.set(process, own);
    return labels;
  }

  /** Removes every series of `process`. */
  forget(process: string): void {
    for (const { metric, labels } of this.#known.get(process)?.values() ?? []) metric.remove(labels);
    this.#known.delete(process);
  }
}

/** prom-client keeps the name of a metric, but does not type it. */
function metricName(metric: Series): string {
  return (metric as unknown as { name: string }).name;
}
