import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSchedule, parseSchedule } from './schedule.js';

describe('parseSchedule', () => {
  it.each([
    ['@every 10s', { kind: 'every', intervalMs: 10_000 }],
    ['@every 1h30m', { kind: 'every', intervalMs: 5_400_000 }],
    ['@hourly', { kind: 'cron', expression: '0 * * * *' }],
    ['@Midnight', { kind: 'cron', expression: '0 0 * * *' }],
    [' */5  * * * * ', { kind: 'cron', expression: '*/5 * * * *' }],
    ['0 30 9 * * 1-5', { kind: 'cron', expression: '0 30 9 * * 1-5' }],
  ])('reads %j', (text, schedule) => {
    expect(parseSchedule(text)).toEqual(schedule);
  });

  it.each(['', '@every', '@every 0s', '@every soon', '@fortnightly', '* * * *', '* * * * * * *'])('says what is wrong with %j', (text) => {
    expect(parseSchedule(text)).toEqual(expect.any(String));
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1e9 }), (intervalMs) => {
        expect(parseSchedule(formatSchedule({ kind: 'every', intervalMs }))).toEqual({ kind: 'every', intervalMs });
      }),
    );
  });
});
