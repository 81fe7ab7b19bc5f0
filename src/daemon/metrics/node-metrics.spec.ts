import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#testing';
import { NodeMetrics } from './node-metrics.js';
import { LEFT_OUT_SERIES, NODE_SERIES } from './node-series.js';

describe('what Node tells', () => {
  it('begins with the first scrape, once the event loop has been looked at, and is what the reference names', async () => {
    const registry = new Registry();
    const clock = new FakeClock();
    const metrics = new NodeMetrics(registry, clock);
    expect(registry.getMetricsAsArray()).toEqual([]);
    const told = metrics.tell();
    clock.advance(100);
    await told;
    await metrics.tell();
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    expect(names.toSorted()).toEqual([...NODE_SERIES].toSorted());
    expect(names).not.toContain(LEFT_OUT_SERIES[0]);
  });
});
