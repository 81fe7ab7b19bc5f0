/**
 * Durations as Go writes them (package time, ParseDuration): a sequence of decimal numbers with units, `1h2m`, `300ms`,
 * `0.5s`. A bare integer is nanoseconds, as in JSON written by Go programs.
 */
const UNIT_NS = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 } as const;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;
/** Go's int64 of nanoseconds: about 292 years. */
const LONGEST_MS = (2 ** 63 - 1) / 1e6;

/** The pattern a duration string must match; for JSON Schema. */
export const DURATION_PATTERN = '^[-+]?(0|((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)$';

/**
 * Milliseconds of a duration, or `null` when it is none. Negative durations and those beyond Go's range are none either.
 *
 * @param value a Go duration string, or a whole number of nanoseconds
 */
export function parseDuration(value: string | number): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value / 1e6 : null;
  const text = value.startsWith('+') ? value.slice(1) : value;
  if (text === '0') return 0;
  let ms = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) return null;
    ms += (Number(part[1]) * UNIT_NS[part[2] as keyof typeof UNIT_NS]) / 1e6;
  }
  return text === '' || ms > LONGEST_MS ? null : ms;
}

/**
 * Writes milliseconds as Go's `Duration.String` does: `1m30s`, `500ms`, `1h0m0s`, `0s`.
 *
 * @param ms 0 or more; rounded to whole nanoseconds
 */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1000) return subSecond(ms);
  const totalSeconds = Math.floor(ms / 1000);
  const fraction = trimmed(ms / 1000 - totalSeconds);
  const hours = Math.floor(totalSeconds / 3600);
  const minutes = Math.floor((totalSeconds % 3600) / 60);
  const seconds = `${totalSeconds % 60}${fraction}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function subSecond(ms: number): string {
  if (ms >= 1) return `${Number(ms.toFixed(6))}ms`;
  return ms >= 1e-3 ? `${Number((ms * 1e3).toFixed(3))}µs` : `${Math.round(ms * 1e6)}ns`;
}

/** The digits after the point with the point, without trailing zeros; empty for a whole number. */
function trimmed(fraction: number): string {
  const digits = fraction.toFixed(9).slice(2).replace(/0+$/, '');
  return digits === '' ? '' : `.${digits}`;
}
