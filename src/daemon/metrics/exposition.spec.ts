import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { TimeSlices } from '../usage/index.js';
import { writeRegistry } from './exposition.js';
import { ExpositionWriter } from './exposition-writer.js';

async function textOf(
  registry: Registry,
  failed = (_metric: string, error: unknown): void => void expect.unreachable(String(error)),
): Promise<string> {
  const out = new ExpositionWriter(16);
  await writeRegistry(registry, out, new TimeSlices(), failed);
  return out.toBuffer().toString();
}

describe('the exposition text', () => {
  it('is the one that prom-client would write, but for its empty lines', async () => {
    const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1));
    const labels = fc.record({ a: fc.string({ unit: 'grapheme' }), b: fc.constantFrom('', '"', '\\', '\n', '1 "é" \\n') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(labels, value), { maxLength: 20 }), fc.string(), async (values, help) => {
        const registers = [new Registry()];
        const labelNames = ['a', 'b'];
        const gauge = new Gauge({ name: 'some_gauge', help: `x${help}`, labelNames, registers });
        const counter = new Counter({ name: 'some_total', help: 'x', labelNames, registers });
        const histogram = new Histogram({ name: 'some_seconds', help: 'x', labelNames: ['a', 'b'], buckets: [0, 0.5, 10], registers });
        for (const [names, number] of values) {
          gauge.set(names, number);
          counter.inc(names, Number.isFinite(number) ? Math.abs(number) : 1);
          histogram.observe(names, Number.isFinite(number) ? number : 0);
        }
        const registry = registers[0] as Registry;
        expect(await textOf(registry)).toBe((await registry.metrics()).replaceAll('\n\n', '\n'));
      }),
      { numRuns: 50 },
    );
  });

  it('goes on without what fails', async () => {
    const registry = new Registry();
    const registers = [registry];
    new Gauge({ name: 'good', help: 'x', registers }).set(1);
    const collect = (): never => {
      throw new Error('no');
    };
    new Gauge({ name: 'bad', help: 'x', registers, collect });
    new Gauge({ name: 'fine', help: 'x', registers }).set(2);
    const failed: string[] = [];
    expect(await textOf(registry, (metric) => void failed.push(metric))).toBe(
      '# HELP good x\n# TYPE good gauge\ngood 1\n# HELP fine x\n# TYPE fine gauge\nfine 2\n',
    );
    expect(failed).toEqual(['bad']);
  });
});
