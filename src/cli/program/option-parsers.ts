import { InvalidArgumentError } from 'commander';
import { parseDuration } from '#contract/duration';

/** `300ms`, `5s`, `1h2m` → milliseconds. */
export function durationMs(value: string): number {
  const ms = parseDuration(value);
  if (ms === null) throw new InvalidArgumentError('Write a duration like 500ms, 5s or 1m30s.');
  return ms;
}

/** A duration kept as it is written: the daemon reads the same notation. */
export function durationText(value: string): string {
  durationMs(value);
  return value;
}

/** A whole number within the given range. */
export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < min || number > max)
      throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    return number;
  };
}

/** Collects `K=V` of a flag that may be repeated. */
export function keyValue(value: string, previous: unknown): string[] {
  if (!/^[A-Za-z_][A-Za-z0-9_]*=/.test(value)) throw new InvalidArgumentError('Write it as NAME=value.');
  return [...((previous as string[] | undefined) ?? []), value];
}

/** `--auto-restart`, `--auto-restart=false`, `--auto-restart=on-failure`. */
export function autoRestart(value: string): boolean | 'on-failure' {
  if (value === 'on-failure') return value;
  return flagValue(value);
}

/** `--detached=false` and the like, as Go programs accept them. */
export function flagValue(value: string): boolean {
  if (['true', '1', 'yes', 'on'].includes(value)) return true;
  if (['false', '0', 'no', 'off'].includes(value)) return false;
  throw new InvalidArgumentError('Give true or false.');
}

/** One of a few words. */
export function oneOf(words: readonly string[]): (value: string) => string {
  return (value) => {
    if (!words.includes(value)) throw new InvalidArgumentError(`Give ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`);
    return value;
  };
}

const DAY_MS = 86_400_000;

/** When something ends: `90d` and durations count from now, `2027-01-31` and RFC 3339 times are moments; → RFC 3339 in UTC. */
export function expiry(value: string): string {
  const days = /^(\d{1,5})d$/.exec(value)?.[1];
  const whileMs = days === undefined ? parseDuration(value) : Number(days) * DAY_MS;
  const at = whileMs === null ? momentMs(value) : Date.now() + whileMs;
  if (at === null) throw new InvalidArgumentError('Write a while like 90d or 12h, or a time like 2027-01-31 or 2027-01-31T12:00:00Z.');
  if (at <= Date.now()) throw new InvalidArgumentError('That has passed.');
  return new Date(at).toISOString();
}

function momentMs(value: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
