import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CronMoments } from './cron-moments.js';
import { WallClock } from './wall-clock.js';

const MINUTE_MS = 60_000;

/** As many moments after `from` as the list is long, with their offset. */
function moments(expression: string, zone: string, from: string, count: number): string[] {
  const cron = new CronMoments(expression, zone);
  const wall = new WallClock(zone);
  const found: string[] = [];
  for (let at = cron.after(Date.parse(from)); at !== null && found.length < count; at = cron.after(at)) {
    const reading = new Date(wall.readingAt(at)).toISOString().slice(5, 16).replace('T', ' ');
    found.push(`${reading} ${wall.offsetAt(at) / 3_600_000}`);
  }
  return found;
}

describe('the moments of an expression', () => {
  it.each([
    ['30 4 * * *', 'Asia/Kolkata', '2026-11-23T00:00:00Z', ['11-24 04:30 5.5', '11-25 04:30 5.5']],
    ['0 30 9 * * 1-5', 'Europe/Berlin', '2026-11-20T12:00:00Z', ['11-23 09:30 1', '11-24 09:30 1']],
    ['0 12 29 FEB *', 'UTC', '2026-11-23T00:00:00Z', ['02-29 12:00 0', '02-29 12:00 0']],
    ['0 0 1 1 *', 'Pacific/Kiritimati', '2026-11-23T00:00:00Z', ['01-01 00:00 14']],
  ])('%s in %s', (expression, zone, from, expected) => {
    expect(moments(expression, zone, from, expected.length)).toEqual(expected);
  });

  it('lie strictly after the instant asked for, to the second', () => {
    const cron = new CronMoments('*/10 * * * * *', 'UTC');
    const ten = Date.parse('2026-11-23T10:00:10Z');
    expect([ten - 1, ten - 9999, ten, ten + 1].map((at) => cron.after(at))).toEqual([ten, ten, ten + 10_000, ten + 10_000]);
  });

  it('need not exist', () => {
    expect(new CronMoments('0 0 30 2 *', 'UTC').after(Date.parse('2026-11-23'))).toBeNull();
  });

  it('are those of a time zone and of no other', () => {
    expect(() => new CronMoments('0 0 * * *', 'Atlantis/Town')).toThrow(RangeError);
    expect(() => new CronMoments('0 25 * * *', 'UTC')).toThrow('out of range');
  });
});

describe('when clocks are set forward', () => {
  it.each([
    ['a time that is left out comes when it is left out', '30 2 * * *', ['03-28 03:00 2', '03-29 02:30 2']],
    ['several of them come as one', '*/15 2 * * *', ['03-28 03:00 2', '03-29 02:00 2']],
    ['and as one with what is due at that moment anyway', '0,30 2,3 * * *', ['03-28 03:00 2', '03-28 03:30 2']],
    ['a rhythm goes on, and makes up for nothing', '30 * * * *', ['03-28 00:30 1', '03-28 01:30 1', '03-28 03:30 2']],
  ])('%s', (_what, expression, expected) => {
    expect(moments(expression, 'Europe/Berlin', '2027-03-27T23:00:00Z', expected.length)).toEqual(expected);
  });

  it.each([
    ['Australia/Sydney', '2027-10-02T15:00:00Z', ['10-03 03:00 11', '10-04 02:30 11']],
    ['America/New_York', '2027-03-14T05:00:00Z', ['03-14 03:00 -4', '03-15 02:30 -4']],
  ])('in %s too', (zone, from, expected) => {
    expect(moments('30 2 * * *', zone, from, 2)).toEqual(expected);
  });

  it('by half an hour', () => {
    expect(moments('15 2 * * *', 'Australia/Lord_Howe', '2027-10-02T12:00:00Z', 2)).toEqual(['10-03 02:30 11', '10-04 02:15 11']);
  });
});

describe('when clocks are set back', () => {
  it.each([
    ['a time that comes twice is meant the first time', '30 2 * * *', ['10-25 02:30 2', '10-26 02:30 1']],
    ['all of them', '*/30 2 * * *', ['10-25 02:00 2', '10-25 02:30 2', '10-26 02:00 1']],
    ['a rhythm goes on', '*/30 * * * *', ['10-25 02:00 2', '10-25 02:30 2', '10-25 02:00 1', '10-25 02:30 1', '10-25 03:00 1']],
    ['whichever minute it falls on', '59 * * * *', ['10-25 02:59 2', '10-25 02:59 1', '10-25 03:59 1']],
  ])('%s', (_what, expression, expected) => {
    expect(moments(expression, 'Europe/Berlin', '2026-10-24T23:59:30Z', expected.length)).toEqual(expected);
  });

  it('by half an hour', () => {
    const expected = ['04-04 01:40 11', '04-04 01:40 10.5', '04-04 02:00 10.5'];
    expect(moments('*/20 * * * *', 'Australia/Lord_Howe', '2027-04-03T14:30:00Z', 3)).toEqual(expected);
  });

  it('asked in the second of the two hours, a time of the first has passed', () => {
    expect(moments('30 2 * * *', 'Europe/Berlin', '2026-10-25T01:10:00Z', 1)).toEqual(['10-26 02:30 1']);
  });
});

describe('against a walk through every minute', () => {
  const CHANGES: readonly (readonly [zone: string, around: string])[] = [
    ['Europe/Berlin', '2027-03-28T01:00Z'],
    ['Europe/Berlin', '2026-10-25T01:00Z'],
    ['America/New_York', '2026-11-01T06:00Z'],
    ['America/St_Johns', '2027-03-14T05:30Z'],
    ['Australia/Sydney', '2027-04-03T16:00Z'],
    ['Australia/Lord_Howe', '2027-10-02T15:30Z'],
    ['Australia/Lord_Howe', '2027-04-03T15:00Z'],
    ['Africa/Cairo', '2027-04-29T22:00Z'],
    ['America/Sao_Paulo', '2027-05-05T05:00Z'],
  ];
  interface Field {
    readonly text: string;
    readonly holds: (value: number) => boolean;
  }
  const all: Field = { text: '*', holds: () => true };
  const listed = (list: readonly number[]): Field => ({ text: list.join(','), holds: (value) => list.includes(value) });
  const stepped = (step: number): Field => ({ text: `*/${step}`, holds: (value) => value % step === 0 });
  const field = (max: number): fc.Arbitrary<Field> =>
    fc.oneof(
      fc.constant(all),
      fc.uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 4 }).map(listed),
      fc.integer({ min: 2, max: 20 }).map(stepped),
    );

  interface Glance {
    readonly at: number;
    readonly reading: number;
  }

  /** What one would write down who looks at the wall every minute. */
  function walk(minute: Field, hour: Field, [first, ...glances]: readonly Glance[]): number[] {
    const isNamed = (reading: number): boolean => {
      const date = new Date(reading);
      return minute.holds(date.getUTCMinutes()) && hour.holds(date.getUTCHours());
    };
    const found = new Set<number>();
    let seen = first?.reading ?? 0;
    for (const { at, reading } of glances) {
      for (let leftOut = seen + MINUTE_MS; leftOut < reading && hour !== all; leftOut += MINUTE_MS) if (isNamed(leftOut)) found.add(at);
      if (isNamed(reading) && (hour === all || reading > seen)) found.add(at);
      seen = hour === all ? reading : Math.max(seen, reading);
    }
    return [...found];
  }

  it.each(CHANGES)('names the same moments in %s around %s', (zone, around) => {
    const wall = new WallClock(zone);
    const first = Date.parse(around) - 4 * 60 * MINUTE_MS;
    const glances = Array.from({ length: 7 * 60 }, (_, minutes) => {
      const at = first + minutes * MINUTE_MS;
      return { at, reading: wall.readingAt(at) };
    });
    const until = glances.at(-1)?.at ?? 0;
    fc.assert(
      fc.property(field(59), field(23), fc.integer({ min: 0, max: 240 }), (minute, hour, ahead) => {
        const from = Date.parse(around) - ahead * MINUTE_MS;
        const expected = walk(minute, hour, glances).filter((at) => at > from);
        const cron = new CronMoments(`${minute.text} ${hour.text} * * *`, zone);
        const found: number[] = [];
        for (let at = cron.after(from); at !== null && at <= until; at = cron.after(at)) found.push(at);
        expect(found.map((at) => new Date(at).toISOString())).toEqual(expected.map((at) => new Date(at).toISOString()));
        expect(cron.latest(from, until)).toBe(expected.at(-1) ?? null);
      }),
      { numRuns: 5 },
    );
  });
});
