import type { Clock } from '#core';
import type { CronjobSpec } from '#contract';
import { CronMoments } from './cron-moments.js';
import { ExpressionTicker } from './expression.ticker.js';
import { IntervalTicker } from './interval.ticker.js';
import type { Ticker, TickerPast, TickListener } from './ticker.js';

/** The ticker of a schedule. The first tick is never at once: an expression names moments, `@every` begins with an interval. */
export function tickerOf({ schedule, timeZone }: CronjobSpec, clock: Clock, past: TickerPast, tick: TickListener): Ticker {
  return schedule.kind === 'every'
    ? new IntervalTicker(schedule.intervalMs, clock, past.anchorAt, tick)
    : new ExpressionTicker(new CronMoments(schedule.expression, timeZone), clock, past.settledUntil, tick);
}
