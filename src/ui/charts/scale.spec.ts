import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest, niceCeiling, runsOf } from './scale.js';

describe('the scale of a chart', () => {
  it('ends at a round number that is not below the largest value, nor far above', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e15, noNaN: true }), (value) => {
        const ceiling = niceCeiling(value);
        expect(ceiling).toBeGreaterThanOrEqual(value * (1 - 1e-9));
        expect(ceiling).toBeLessThanOrEqual(value * 2.5);
      }),
    );
    expect([0, 0.7, 1, 3, 21, 100, 101].map(niceCeiling)).toEqual([1, 1, 1, 5, 25, 100, 200]);
  });

  it('draws no line over what was not read', () => {
    const points = [
      { atMs: 0, value: 1 },
      { atMs: 3, value: 2 },
      { atMs: 6, value: null },
      { atMs: 9, value: 3 },
      { atMs: 90, value: 4 },
    ];
    expect(runsOf(points, 15).map((run) => run.map(({ value }) => value))).toEqual([[1, 2], [3], [4]]);
  });

  it('finds the reading next to a moment', () => {
    const points = [0, 10, 20].map((atMs) => ({ atMs, value: 1 }));
    expect([-5, 4, 6, 99].map((atMs) => nearest(points, atMs))).toEqual([0, 0, 1, 2]);
    expect(nearest([], 1)).toBe(-1);
  });
});
