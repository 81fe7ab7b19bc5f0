import type { Counter } from 'prom-client';

type Labels = Record<string, string>;

/**
 * Remembers which label sets of a process exist, so that they go when the process goes: label values of removed
 * processes would otherwise pile up for as long as the daemon runs.
 */
export class ProcessSeries {
  readonly #known = new Map<string, Map<string, { readonly metric: Counter; readonly labels: Labels }>>();

  /** Notes a label set of `process` and hands it back. */
  of(process: string, metric: Counter, labels: Labels): Labels {
    const own = this.#known.get(process) ?? new Map<string, { metric: Counter; labels: Labels }>();
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
function metricName(metric: Counter): string {
  return (metric as unknown as { name: string }).name;
}
