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
