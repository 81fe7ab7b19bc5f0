import { collectDefaultMetrics, type Registry } from 'prom-client';

/**
 * How often the event loop is looked at, ms. The library's own 10 ms would wake an idle daemon a hundred times a second; what matters of a
 * daemon is seen at 50 too.
 */
const LAG_RESOLUTION_MS = 50;
/** Gauges whose names say counter, which promtool refuses; their sums are there under the names without the ending. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** What Node tells of this process: memory, processor, event loop, garbage collection. */
export function addNodeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_RESOLUTION_MS });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
}
