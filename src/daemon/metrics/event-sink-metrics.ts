import { Injectable } from '@nestjs/common';
import type { Counter, Gauge } from 'prom-client';
import { EventSinks } from '../event-sinks/index.js';
import type { MetricsSource } from './metrics-source.js';
import { MetricsService } from './metrics.service.js';
import { SERIES } from './series-table.js';

/** What has become of events on their way to webhooks and other sinks. */
@Injectable()
export class EventSinkMetrics implements MetricsSource {
  readonly name = 'event sinks';
  readonly #counters: Readonly<Record<'delivered' | 'failed' | 'dropped', Counter>>;
  readonly #waiting: Gauge;

  constructor(
    private readonly sinks: EventSinks,
    metrics: MetricsService,
  ) {
    const { make } = metrics;
    this.#counters = {
      delivered: make.counter(SERIES.sinkDelivered),
      failed: make.counter(SERIES.sinkFailed),
      dropped: make.counter(SERIES.sinkDropped),
    };
    this.#waiting = make.gauge(SERIES.sinkWaiting);
    metrics.addSource(this);
  }

  tell(): void {
    const counters = Object.entries(this.#counters) as ['delivered' | 'failed' | 'dropped', Counter][];
    for (const [, counter] of counters) counter.reset();
    for (const [sink, counts] of this.sinks.counts) {
      for (const [what, counter] of counters) counter.inc({ sink }, counts[what]);
      this.#waiting.set({ sink }, counts.waiting);
    }
  }
}
