import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type Clock, messageOf, ProvisrError, within } from '#core';
import type { MetricDescription, MetricRegistry, MetricsProvider } from '#plugin';
import type { MetricsSource } from './metrics-source.js';

/** How long a provider may take to say how things are, ms. */
const PATIENCE_MS = 1000;
const OURS = /^provisr_/;

type Settings = { name: string; help: string; labelNames: string[]; registers: Registry[] };

/** What a provider makes its metrics with. */
export class CustomRegistry implements MetricRegistry {
  constructor(
    private readonly provider: string,
    private readonly registry: Registry,
  ) {}

  counter(description: MetricDescription): ReturnType<MetricRegistry['counter']> {
    return this.#make(description, (settings) => new Counter(settings));
  }

  gauge(description: MetricDescription): ReturnType<MetricRegistry['gauge']> {
    return this.#make(description, (settings) => new Gauge(settings));
  }

  histogram(description: MetricDescription & { readonly buckets: readonly number[] }): ReturnType<MetricRegistry['histogram']> {
    return this.#make(description, (settings) => new Histogram({ ...settings, buckets: [...description.buckets] }));
  }

  /** @throws ProvisrError PROVISR_CONFIG_INVALID for a name that is taken, ours, or none that Prometheus knows */
  #make<Metric>({ name, help, labels = [] }: MetricDescription, make: (settings: Settings) => Metric): Metric {
    try {
      if (OURS.test(name)) throw new Error('names that begin with provisr_ are the daemon’s own');
      return make({ name, help, labelNames: [...labels], registers: [this.registry] });
    } catch (error) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `the metrics "${this.provider}" cannot have "${name}": ${messageOf(error)}`, {
        cause: error,
        hint: 'give it another name, or remove the plugin that brings it',
      });
    }
  }
}

/** Asks a provider at each scrape, for a bounded time. */
export class CustomSource implements MetricsSource {
  constructor(
    readonly name: string,
    private readonly provider: Pick<MetricsProvider, 'collect'>,
    private readonly clock: Clock,
  ) {}

  async tell(): Promise<void> {
    await within(this.clock, PATIENCE_MS, this.provider.collect?.());
  }
}
