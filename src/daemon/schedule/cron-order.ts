import type { OrderOptions } from '#core';

/** The order of a schedule: to run, or to make room for the next run. */
export function scheduled(cronjob: string): OrderOptions {
  return { cause: 'cron', by: { name: cronjob, role: null, via: 'schedule' } };
}
