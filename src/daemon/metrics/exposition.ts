import type { MetricValueWithName, Registry } from 'prom-client';
import type { TimeSlices } from '../usage/index.js';
import { type ExpositionWriter, label } from './exposition-writer.js';

type Metric = NonNullable<ReturnType<Registry['getSingleMetric']>>;
type Value = Pick<MetricValueWithName<string>, 'value' | 'labels'> & { readonly metricName?: string };

/** Told of a metric that could not be read. */
export type FailureListener = (metric: string, error: unknown) => void;

/** Writes what a registry holds. A metric that fails is left out, and the others are told all the same. */
export async function writeRegistry(registry: Registry, out: ExpositionWriter, slices: TimeSlices, failed: FailureListener): Promise<void> {
  for (const { name } of registry.getMetricsAsArray()) {
    const metric = registry.getSingleMetric(name);
    const before = out.length;
    try {
      if (metric !== undefined) await writeMetric(metric, out, slices);
    } catch (error) {
      out.cut(before);
      failed(name, error);
    }
  }
}

async function writeMetric(metric: Metric, out: ExpositionWriter, slices: TimeSlices): Promise<void> {
  const { name, help, type, values } = await metric.get();
  out.head({ name, help, type: String(type) });
  for (const value of values as readonly Value[]) {
    out.line(value.metricName ?? name, labelsOf(value.labels), value.value);
    if (slices.isOver) await slices.next();
  }
}

function labelsOf(labels: Value['labels']): string {
  return Object.entries(labels)
    .map(([name, value]) => label(name, String(value)))
    .join(',');
}
