import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MEBIBYTE, parseSize } from './size.js';

describe('parseSize', () => {
  it.each([
    ['10MB', 10_000_000],
    ['10MiB', 10 * 2 ** 20],
    ['10M', 10 * 2 ** 20],
    ['1.5 GiB', 1.5 * 2 ** 30],
    ['512', 512 * 2 ** 20],
    ['512B', 512],
    ['1kb', 1000],
    [10, 10 * 2 ** 20],
    [0.5, 2 ** 19],
    [0, 0],
  ])('reads %j where a bare number counts MiB', (size, bytes) => {
    expect(parseSize(size, MEBIBYTE)).toBe(bytes);
  });

  it.each(['', 'MB', '-1MB', '1 XB', '1,5MB', '0x10', '1MBs', -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('refuses %j', (size) => {
    expect(parseSize(size, MEBIBYTE)).toBeNull();
  });

  it('never throws, and gives whole bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^[0-9]{1,6} ?[kKmMgG]?[iI]?[bB]?$/)), (size) => {
        const bytes = parseSize(size, 1);
        expect(bytes === null || (Number.isSafeInteger(bytes) && bytes >= 0)).toBe(true);
      }),
    );
  });
});
