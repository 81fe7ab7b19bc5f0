import { beforeEach, describe, expect, it } from 'vitest';
import type { HealthFinding, HealthProbe } from '#plugin';
import { FakeClock, healthConformance } from '#testing';
import { IndicatorRegistry } from './indicator.registry.js';

const up: HealthFinding = { status: 'up', detail: { free: 7 } };

describe('the health indicators of plugins', () => {
  let clock: FakeClock;
  let registry: IndicatorRegistry;
  beforeEach(() => {
    clock = new FakeClock();
    registry = new IndicatorRegistry(clock);
  });
  const probing = (check: HealthProbe['check']): HealthProbe => ({ check });

  it('are told of by their names, with what they found', async () => {
    registry.register(
      'disk',
      probing(() => up),
    );
    registry.register(
      'queue',
      probing(() => Promise.resolve({ status: 'degraded', detail: { jobs: 1, status: 'up' } })),
    );
    expect(await registry.findings()).toEqual([
      { name: 'disk', status: 'up', detail: { free: 7 } },
      { name: 'queue', status: 'degraded', detail: { jobs: 1 } },
    ]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
      'no luck',
    ],
    ['rejects', () => Promise.reject(new Error('no luck')), 'no luck'],
    ['says nothing', () => undefined, 'answered with no status'],
    ['says something else', () => ({ status: 'fine' }), 'answered with no status'],
    ['tells what cannot be written', () => ({ status: 'up', detail: { size: 1n } }), 'BigInt'],
  ])('that %s is down, and the others are told of all the same', async (_what, check, reason) => {
    registry.register('odd', probing(check as HealthProbe['check']));
    registry.register(
      'disk',
      probing(() => up),
    );
    expect(await registry.findings()).toMatchObject([
      { name: 'odd', status: 'down', detail: { reason: expect.stringContaining(reason) as string } },
      { name: 'disk', status: 'up' },
    ]);
  });

  it('that is slow is down when the time is up, aborted, and not asked again while it goes on', async () => {
    const asked: AbortSignal[] = [];
    let answer: (finding: HealthFinding) => void = () => undefined;
    registry.register(
      'slow',
      probing((signal) => (asked.push(signal), new Promise((resolve) => (answer = resolve)))),
    );
    const first = registry.findings();
    clock.advance(2_000);
    expect(await first).toMatchObject([{ name: 'slow', status: 'down', detail: { reason: 'took longer than 2000 ms' } }]);
    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
    clock.advance(1_000);
    expect(await registry.findings()).toMatchObject([{ status: 'down', detail: { reason: 'the look before has not come to an end' } }]);
    answer(up);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1_000);
    const again = registry.findings();
    answer(up);
    expect(await again).toMatchObject([{ status: 'up' }]);
    expect(asked).toHaveLength(2);
    expect(clock.armedCount).toBe(0);
  });

  it('are asked once for all who ask at the same time, and once a second at most', async () => {
    let asked = 0;
    registry.register(
      'disk',
      probing(() => ((asked += 1), up)),
    );
    await Promise.all([registry.findings(), registry.findings()]);
    await registry.findings();
    expect(asked).toBe(1);
    clock.advance(1_000);
    await registry.findings();
    expect(asked).toBe(2);
  });

  it.each(['daemon', 'processes', 'disk', 'a b', '', 'x'.repeat(65)])('cannot be called "%s"', (name) => {
    registry.register(
      'disk',
      probing(() => up),
    );
    expect(() =>
      registry.register(
        name,
        probing(() => up),
      ),
    ).toThrow(/claimed twice|cannot be the name/);
  });

  it.each(healthConformance)('as the kit has them: $name', ({ check }) =>
    check({ ofWell: { check: () => up }, ofIll: { check: () => Promise.reject(new Error('full')) } }),
  );
});
