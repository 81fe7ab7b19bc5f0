import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DURATION_PATTERN, formatDuration, parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    ['300ms', 300],
    ['1h2m', 3_720_000],
    ['0.5s', 500],
    ['.5s', 500],
    ['1.s', 1000],
    ['1h2m3.5s', 3_723_500],
    ['+1m', 60_000],
    ['2us', 0.002],
    ['2µs', 0.002],
    ['2μs', 0.002],
    ['1500000ns', 1.5],
    ['0', 0],
    ['0s', 0],
    [1_000_000_000, 1000],
    [0, 0],
  ])('reads %j', (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
    expect(typeof text === 'number' || new RegExp(DURATION_PATTERN).test(text)).toBe(true);
  });

  it.each(['', 's', '5', '5 s', '1h 2m', '-1s', '1d', '1m1', '.s', '1e3s', 'NaN', '99999999h', '１s', -1, 1.5, Number.NaN, 2 ** 60])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it('never throws and never goes below zero', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^[0-9.hmsnuµ+-]{0,20}$/)), (value) => {
        const ms = parseDuration(value);
        expect(ms === null || (ms >= 0 && Number.isFinite(ms))).toBe(true);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [1, '1ms'],
    [1.5, '1.5ms'],
    [0.001, '1µs'],
    [0.000_001, '1ns'],
    [500, '500ms'],
    [1000, '1s'],
    [1500, '1.5s'],
    [60_000, '1m0s'],
    [90_000, '1m30s'],
    [3_600_000, '1h0m0s'],
    [3_723_500, '1h2m3.5s'],
    [86_400_000, '24h0m0s'],
  ])('writes %d ms as Go does', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('writes what is read as the same duration', () => {
    const days = 30 * 86_400_000;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: 0, max: days }),
          fc.integer({ min: 0, max: 2_000_000_000 }).map((ns) => ns / 1e6),
        ),
        (ms) => {
          expect(parseDuration(formatDuration(ms))).toBeCloseTo(ms, 5);
        },
      ),
    );
  });

  it('writes what Go writes again in the same form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (ms) => {
        const text = formatDuration(ms);
        expect(formatDuration(parseDuration(text) ?? -1)).toBe(text);
      }),
    );
  });
});
