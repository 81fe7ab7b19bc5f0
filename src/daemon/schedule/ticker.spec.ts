import { SchedulerRegistry } from '@nestjs/schedule';
import { describe, expect, it } from 'vitest';
import { type CronjobSpec, parseSchedule } from '#contract';
import { FakeClock } from '#testing';
import { RegisteredJob } from './registered-job.js';
import type { Ticker } from './ticker.js';
import { tickerOf } from './ticker-of.js';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-23T10:00:00Z');

/** A fake clock whose time of day can be set, and which can lie on a machine that sleeps. */
class SettableClock extends FakeClock {
  #setBy = 0;

  override epochMs(): number {
    return super.epochMs() + this.#setBy;
  }

  /** Sets the time of day; timers do not notice. A machine that sleeps looks the same to them. */
  set(byMs: number): void {
    this.#setBy += byMs;
  }
}

interface Ticking {
  readonly clock: SettableClock;
  readonly ticker: Ticker;
  /** Moments that ticks were meant for. */
  readonly ticks: string[];
}

function ticking(schedule: string, zone: string | null = 'UTC', past = { anchorAt: START, settledUntil: START }): Ticking {
  const clock = new SettableClock(START);
  const ticks: string[] = [];
  const spec = { name: 'job', schedule: parseSchedule(schedule), timeZone: zone } as CronjobSpec;
  const ticker = tickerOf(spec, clock, past, (dueAt) => void ticks.push(new Date(dueAt).toISOString().slice(11)));
  ticker.start();
  return { clock, ticker, ticks };
}

describe('@every', () => {
  it('ticks at a fixed distance, not at once, and stops', () => {
    const { clock, ticker, ticks } = ticking('@every 1s');
    expect(ticks).toEqual([]);
    clock.advance(3500);
    expect(ticks).toEqual(['10:00:01.000Z', '10:00:02.000Z', '10:00:03.000Z']);
    ticker.stop();
    clock.advance(5000);
    expect([ticks.length, clock.armedCount]).toEqual([3, 0]);
  });

  it('does not drift, however late its timers are', () => {
    class LateClock extends FakeClock {
      override arm(delayMs: number, fire: () => void): ReturnType<FakeClock['arm']> {
        return super.arm(delayMs + 7, fire);
      }
    }
    const clock = new LateClock(START);
    const ticks: number[] = [];
    const spec = { name: 'job', schedule: parseSchedule('@every 100ms') } as CronjobSpec;
    tickerOf(spec, clock, { anchorAt: START, settledUntil: START }, (dueAt) => void ticks.push(dueAt - START)).start();
    clock.advance(100_007);
    expect(ticks).toHaveLength(1000);
    expect(ticks.at(-1)).toBe(100_000);
  });

  it('takes no notice of a time of day that is set', () => {
    const { clock, ticker, ticks } = ticking('@every 1m');
    clock.set(-5 * HOUR_MS);
    clock.advance(60_000);
    clock.set(9 * HOUR_MS);
    clock.advance(60_000);
    expect(ticks).toEqual(['05:01:00.000Z', '14:02:00.000Z']);
    expect(ticker.nextAt).toBe(clock.epochMs() + 60_000);
  });

  it('goes on where an earlier daemon was', () => {
    const { clock, ticker, ticks } = ticking('@every 1h', 'UTC', { anchorAt: START - 90 * 60_000, settledUntil: START - 90 * 60_000 });
    expect(new Date(ticker.missed(START - 90 * 60_000) ?? 0)).toEqual(new Date(START - 30 * 60_000));
    expect(ticker.missed(START - 30 * 60_000)).toBeNull();
    expect(ticker.upcoming(2).map((at) => (at - START) / 60_000)).toEqual([30, 90]);
    clock.advance(30 * 60_000);
    expect(ticks).toEqual(['10:30:00.000Z']);
  });

  it('takes a past that lies ahead for a clock that was set, and begins anew', () => {
    expect(ticking('@every 1h', 'UTC', { anchorAt: START + 10, settledUntil: START + 10 }).ticker.nextAt).toBe(START + HOUR_MS);
  });
});

describe('expressions', () => {
  it('tick at their moments', () => {
    const { clock, ticker, ticks } = ticking('*/20 * * * * *');
    clock.advance(65_000);
    expect(ticks).toEqual(['10:00:20.000Z', '10:00:40.000Z', '10:01:00.000Z']);
    expect(ticker.upcoming(3).map((at) => (at - START) / 1000)).toEqual([80, 100, 120]);
    ticker.stop();
    expect(clock.armedCount).toBe(0);
  });

  it.each([
    ['@hourly', '11:00'],
    ['@daily', '00:00'],
    ['@midnight', '00:00'],
    ['@weekly', '00:00'],
    ['@monthly', '00:00'],
    ['@yearly', '00:00'],
    ['@annually', '00:00'],
  ])('%s', (schedule, time) => {
    expect(new Date(ticking(schedule).ticker.nextAt ?? 0).toISOString()).toContain(`T${time}:00`);
  });

  it('that were slept through come as one, the last of them, soon after', () => {
    const { clock, ticker, ticks } = ticking('*/10 * * * *');
    clock.set(8 * HOUR_MS + 60_000);
    clock.advance(10_000);
    expect(ticks).toEqual(['18:00:00.000Z']);
    expect(new Date(ticker.nextAt ?? 0).toISOString()).toContain('18:10');
  });

  it('do not come again when the clock is corrected', () => {
    const { clock, ticks } = ticking('*/10 * * * *');
    clock.advance(10 * 60_000);
    clock.set(-60_000);
    clock.advance(9 * 60_000);
    expect(ticks).toEqual(['10:10:00.000Z']);
    clock.advance(2 * 60_000);
    expect(ticks).toEqual(['10:10:00.000Z', '10:20:00.000Z']);
  });

  it('do come again when the clock was wrong before', () => {
    const { clock, ticker, ticks } = ticking('0 * * * *');
    clock.advance(HOUR_MS);
    clock.set(-24 * HOUR_MS);
    clock.advance(HOUR_MS);
    expect(ticks).toEqual(['11:00:00.000Z', '12:00:00.000Z']);
    expect(new Date(ticker.nextAt ?? 0).toISOString()).toBe('2026-11-22T13:00:00.000Z');
  });

  it('were missed while no daemon was there', () => {
    const { ticker } = ticking('*/10 * * * *');
    expect(new Date(ticker.missed(START - 25 * 60_000) ?? 0).toISOString()).toContain('T10:00:00');
    expect(ticker.missed(START)).toBeNull();
  });

  it('that were decided do not come again after a crash', () => {
    expect(new Date(ticking('* * * * *', 'UTC', { anchorAt: START, settledUntil: START + 60_000 }).ticker.nextAt ?? 0)).toEqual(
      new Date(START + 120_000),
    );
  });

  it('that name no day are never due', () => {
    const { clock, ticker, ticks } = ticking('0 0 30 2 *');
    clock.advance(HOUR_MS);
    expect([ticker.nextAt, ticker.upcoming(3), ticks]).toEqual([null, [], []]);
  });

  it('go through a change of the clocks', () => {
    const spec = { name: 'job', schedule: parseSchedule('30 2 * * *'), timeZone: 'Europe/Berlin' } as CronjobSpec;
    const clock = new FakeClock(Date.parse('2027-03-27T00:00:00Z'));
    const ticks: string[] = [];
    const past = { anchorAt: 0, settledUntil: 0 };
    tickerOf(spec, clock, past, (dueAt) => void ticks.push(new Date(dueAt).toISOString().slice(5, 16))).start();
    clock.advance(3 * 24 * HOUR_MS);
    expect(ticks).toEqual(['03-27T01:30', '03-28T01:00', '03-29T00:30']);
  });
});

describe("the job in Nest's registry", () => {
  it('is seen there, stopped and started there, and fired by hand', () => {
    const registry = new SchedulerRegistry();
    const clock = new FakeClock(START);
    const spec = { name: 'job', schedule: parseSchedule('@every 1s') } as CronjobSpec;
    const ticks: (number | null)[] = [];
    const job = new RegisteredJob(
      'job',
      (tick) => tickerOf(spec, clock, { anchorAt: START, settledUntil: START }, tick),
      (dueAt) => void ticks.push(dueAt),
    );
    registry.addCronJob('provisr:job', job);
    job.start();
    clock.advance(1000);
    const seen = registry.getCronJob('provisr:job');
    expect([seen.isActive, seen.lastDate(), seen.nextDate().toMillis(), seen.nextDates(2).length]).toEqual([
      true,
      new Date(START + 1000),
      START + 2000,
      2,
    ]);
    void seen.fireOnTick();
    expect(ticks).toEqual([START + 1000, null]);
    void seen.stop();
    clock.advance(5000);
    expect([ticks.length, seen.isActive]).toEqual([2, false]);
    registry.deleteCronJob('provisr:job');
    expect(registry.getCronJobs().size).toBe(0);
  });
});
