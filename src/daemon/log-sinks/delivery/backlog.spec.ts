import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backlog } from './backlog.js';
import { Share } from './share.js';

describe('what waits for a receiver', () => {
  it('is delivered in order, each or counted as lost, within the limit', () => {
    const step = fc.record({ from: fc.nat(3), bytes: fc.nat(400), take: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 500, max: 5000 }), (steps, limit) => {
        const backlog = new Backlog<number>(limit);
        const shares = [0, 1, 2, 3].map(() => new Share<number>());
        const taken: { load: number; bytes: number }[] = [];
        let given = 0;
        for (const [index, { from, bytes, take }] of steps.entries()) {
          backlog.add(shares[from]!, index, bytes);
          given += bytes;
          expect(backlog.weight).toBeLessThanOrEqual(limit);
          if (take > 0) taken.push(...backlog.takeBatch(take, 1000));
        }
        taken.push(...backlog.takeBatch(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
        const order = taken.map(({ load }) => load);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        const lost = shares.reduce((sum, { droppedBytes }) => sum + droppedBytes, 0);
        expect(taken.reduce((sum, { bytes }) => sum + bytes, 0) + lost).toBe(given);
        expect([backlog.count, backlog.weight, ...shares.map(({ weight }) => weight)]).toEqual([0, 0, 0, 0, 0, 0]);
      }),
    );
  });

  it('is not taken from those who have little by one who has much', () => {
    const backlog = new Backlog<string>(10_000);
    const [quiet, flood] = [new Share<string>(), new Share<string>()];
    backlog.add(quiet, 'quiet', 100);
    for (let index = 0; index < 1000; index += 1) backlog.add(flood, `flood ${index}`, 100);
    expect(quiet.droppedBytes).toBe(0);
    expect(flood.droppedBytes).toBeGreaterThan(90_000);
    const loads = backlog.takeBatch(1000, 1_000_000).map(({ load }) => load);
    expect([loads[0], loads.at(-1)]).toEqual(['quiet', 'flood 999']);
  });

  it('tells once what is missing', () => {
    const share = new Share<string>();
    expect(share.takeNotice()).toBeNull();
    share.lose(7);
    expect(share.takeNotice()?.toString()).toBe('[provisr] 7 bytes of output were dropped');
    expect(share.takeNotice()).toBeNull();
    expect(share.droppedBytes).toBe(7);
  });

  it('takes as many as both limits allow, and one in any case', () => {
    const backlog = new Backlog<number>(100_000);
    const share = new Share<number>();
    for (const bytes of [50, 10, 10, 10]) backlog.add(share, bytes, bytes);
    expect(backlog.takeBatch(10, 20).map(({ load }) => load)).toEqual([50]);
    expect(backlog.takeBatch(2, 100).map(({ load }) => load)).toEqual([10, 10]);
  });
});
