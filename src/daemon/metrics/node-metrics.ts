import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { Clock } from '#core';
import type { MetricsSource } from './metrics-source.js';
import { LEFT_OUT_SERIES } from './node-series.js';

/** How often the event loop is looked at, ms. With the library's own 10 ms it would take five times the processor time. */
const LAG_RESOLUTION_MS = 50;
/** Until the loop has been looked at for the first time: before that its figures are nonsense. */
const FIRST_LOOK_MS = 2 * LAG_RESOLUTION_MS;

/**
 * What Node tells of this process: memory, processor, event loop, garbage collection. Begins with the first scrape: looking at the event
 * loop wakes the daemon twenty times a second, which one that nobody scrapes should not have to pay.
 */
export class NodeMetrics implements MetricsSource {
  readonly name = 'node';
  #begun: Promise<void> | null = null;

  constructor(
    private readonly registry: Registry,
    private readonly clock: Clock,
  ) {}

  tell(): Promise<void> {
    this.#begun ??= this.#begin();
    return this.#begun;
  }

  #begin(): Promise<void> {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_RESOLUTION_MS });
    for (const name of LEFT_OUT_SERIES) this.registry.removeSingleMetric(name);
    return new Promise((resolve) => void this.clock.arm(FIRST_LOOK_MS, resolve));
  }
}
