import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { SeriesDescription } from './series-table.js';

type Described<Type extends SeriesDescription['type']> = SeriesDescription & { readonly type: Type };

/** Makes what the table of series describes, on one registry. */
export class SeriesMaker {
  constructor(private readonly registry: Registry) {}

  counter(described: Described<'counter'>): Counter {
    return new Counter(this.#settingsOf(described));
  }

  gauge(described: Described<'gauge'>): Gauge {
    return new Gauge(this.#settingsOf(described));
  }

  histogram(described: Described<'histogram'>): Histogram {
    return new Histogram({ ...this.#settingsOf(described), buckets: [...(described.buckets ?? [])] });
  }

  #settingsOf({ name, help, labels }: SeriesDescription): { name: string; help: string; labelNames: string[]; registers: Registry[] } {
    return { name, help, labelNames: [...labels], registers: [this.registry] };
  }
}
