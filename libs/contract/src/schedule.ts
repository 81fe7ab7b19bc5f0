import { formatDuration, parseDuration } from './duration.js';

/** When a cronjob is due: at a fixed distance, or at the times of a cron expression. */
export type CronSchedule = { readonly kind: 'every'; readonly intervalMs: number } | { readonly kind: 'cron'; readonly expression: string };

/** The shortest distance that `@every` takes. */
export const SHORTEST_EVERY_MS = 100;

/** What the shorthands stand for: crontab(5). */
const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** A schedule, or the sentence that says what is wrong with it. Whether the fields of an expression are in range is not checked here. */
export function parseSchedule(text: string): CronSchedule | string {
  const schedule = text.trim();
  if (schedule.startsWith('@every')) return parseEvery(schedule);
  if (schedule.startsWith('@')) {
    const expression = SHORTHANDS[schedule.toLowerCase()];
    return expression === undefined
      ? `unknown shorthand "${schedule}"; known: @every <duration>, ${Object.keys(SHORTHANDS).join(', ')}`
      : { kind: 'cron', expression };
  }
  const fields = schedule.split(/\s+/);
  const isSized = fields.length === 5 || fields.length === 6;
  return isSized
    ? { kind: 'cron', expression: fields.join(' ') }
    : `must have 5 fields, or 6 with seconds first, not ${fields.length}; or be such as "@every 10s"`;
}

/** The schedule as it would be written. */
export function formatSchedule(schedule: CronSchedule): string {
  return schedule.kind === 'every' ? `@every ${formatDuration(schedule.intervalMs)}` : schedule.expression;
}

function parseEvery(schedule: string): CronSchedule | string {
  const intervalMs = parseDuration(schedule.slice('@every'.length).trim());
  if (intervalMs === null) return 'must name a duration after @every, such as "@every 1h30m"';
  return intervalMs < SHORTEST_EVERY_MS ? `must be at least ${formatDuration(SHORTEST_EVERY_MS)} apart` : { kind: 'every', intervalMs };
}
