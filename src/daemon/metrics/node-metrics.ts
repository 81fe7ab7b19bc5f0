import { collectDefaultMetrics, type Registry } from 'prom-client';
import { LEFT_OUT_SERIES } from './node-series.js';

/**
 * How often the event loop is looked at, ms. The library's own 10 ms would wake an idle daemon a hundred times a second; what matters of a
 * daemon is seen at 50 too.
 */
const LAG_RESOLUTION_MS = 50;

/** What Node tells of this process: memory, processor, event loop, garbage collection. */
export function addNodeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_RESOLUTION_MS });
  for (const name of LEFT_OUT_SERIES) registry.removeSingleMetric(name);
}
