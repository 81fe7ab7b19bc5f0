import 'reflect-metadata';
import { Injectable, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link Metrics}. `Symbol.for`, so that a plugin that resolved another copy of this package is found all the same. */
export const METRICS = Symbol.for('provisr.metrics.v1');

/** What {@link Metrics} notes on a class. */
export interface MetricsMetadata {
  readonly name: string;
}

/** Values of the labels of one series. Bound them by what is configured: each new set of values is a series that Prometheus keeps. */
export type MetricLabels = Readonly<Record<string, string>>;

/** A metric to be made. */
export interface MetricDescription {
  /** As Prometheus wants it, with a prefix of your own: `queue_depth`, `queue_jobs_total`. Names with `provisr_` are ours. */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** Names of its labels. @default none */
  readonly labels?: readonly string[];
}

/** Only goes up. */
export interface CounterMetric {
  /** @param by 0 or more. @default 1 */
  inc(labels: MetricLabels, by?: number): void;
}

/** Any value. */
export interface GaugeMetric {
  /** Replaces the value of these labels. */
  set(labels: MetricLabels, value: number): void;
  /** Forgets every series, for a gauge that is set anew at each scrape. */
  reset(): void;
}

/** How often which values were seen. */
export interface HistogramMetric {
  /** Counts a value into the buckets of these labels. */
  observe(labels: MetricLabels, value: number): void;
}

/** Makes metrics that `/metrics` shows beside the daemon's own. A name can be given once. */
export interface MetricRegistry {
  /** What only rises. */
  counter(description: MetricDescription): CounterMetric;
  /** What rises and falls. */
  gauge(description: MetricDescription): GaugeMetric;
  /** `buckets`: upper bounds, rising. */
  histogram(description: MetricDescription & { readonly buckets: readonly number[] }): HistogramMetric;
}

/**
 * Marks a provider that brings metrics of its own. List it in the providers of the plugin's module.
 *
 * @param name which source it is, in the daemon's log and in `provisr_metrics_failures_total{source}`; may be claimed once
 * @example
 * \@Metrics('queue')
 * class QueueMetrics extends MetricsProvider { … }
 */
export function Metrics(name: string): ClassDecorator {
  return (target) => {
    Injectable()(target);
    SetMetadata<symbol, MetricsMetadata>(METRICS, { name })(target);
  };
}

/** Brings metrics of its own. */
export abstract class MetricsProvider {
  /** Called once, at the start of the daemon. @throws Error when it cannot; the daemon does not start then */
  abstract register(registry: MetricRegistry): void;

  /**
   * Called at each scrape, to set what is read only then. May take up to a second: after that, and when it throws, the scrape goes on
   * with the values there are.
   */
  collect?(): void | Promise<void>;
}
