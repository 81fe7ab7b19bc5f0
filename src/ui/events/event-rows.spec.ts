import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventRow, MOST_ROWS, oldestId, withNewer, withOlder } from './event-rows.js';

const row = (key: number): EventRow => ({
  key: String(key),
  event: { type: 'daemon.upgraded', at: '2026-01-31T12:00:00.000Z', from: 'a', to: 'b' },
});
/** In the order in which they happened. */
const span = (from: number, to: number): readonly EventRow[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => row(from + index));
const keys = (rows: readonly EventRow[]): readonly number[] => rows.map(({ key }) => Number(key));

describe('the rows of events', () => {
  it('are one row for each event, the latest first, where the stream tells again what the history told', () => {
    fc.assert(
      fc.property(fc.nat(90), fc.nat(30), fc.nat(30), (count, again, more) => {
        const rows = withNewer(span(0, count).toReversed(), span(Math.max(0, count - again), count + more));
        expect(keys(rows)).toEqual(keys(span(0, count + more).toReversed()));
      }),
    );
  });

  it('are never more than are kept: below the oldest fall out, above the latest', () => {
    const full = span(10, 10 + MOST_ROWS).toReversed();
    const newer = withNewer(full, span(10 + MOST_ROWS, 15 + MOST_ROWS));
    expect([newer.length, keys(newer)[0], oldestId(newer)]).toEqual([MOST_ROWS, 14 + MOST_ROWS, '15']);
    const older = withOlder(full, span(0, 10).toReversed());
    expect([older.rows.length, older.dropped, oldestId(older.rows)]).toEqual([MOST_ROWS, 10, '0']);
  });

  it('go further back from the oldest event, not from a mark that some are missing', () => {
    expect(oldestId([row(2), row(1), { key: 'gap-1', gap: { type: 'gap', missed: 3, reason: 'slow' } }])).toBe('1');
    expect(oldestId([])).toBeNull();
  });
});
