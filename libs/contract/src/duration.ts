/**
 * Durations as Go writes them (package time, ParseDuration): a sequence of decimal numbers with units, `1h2m`, `300ms`,
 * `0.5s`. A bare integer is nanoseconds, as in JSON written by Go programs.
 */
const UNIT_NS = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 } as const;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;
/** Go's int64 of nanoseconds: about 292 years. */
const LONGEST_NS = 2 ** 63 - 1;

/** A duration on the wire: a Go string, or a whole number of nanoseconds. */
export type WireDuration = string | number;

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
  let ns = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) return null;
    ns += Number(part[1]) * UNIT_NS[part[2] as keyof typeof UNIT_NS];
  }
  return text === '' || ns > LONGEST_NS ? null : Math.round(ns) / 1e6;
}

/**
 * Writes milliseconds as Go's `Duration.String` does: `1m30s`, `500ms`, `1h0m0s`, `0s`.
 *
 * @param ms 0 or more; rounded to whole nanoseconds
 */
export function formatDuration(ms: number): string {
  const ns = Math.round(ms * 1e6);
  if (ns === 0) return '0s';
  if (ns < 1e3) return `${ns}ns`;
  if (ns < 1e6) return `${decimal(ns, 1e3)}µs`;
  if (ns < 1e9) return `${decimal(ns, 1e6)}ms`;
  const minutes = Math.floor(ns / 60e9);
  const seconds = `${decimal(ns % 60e9, 1e9)}s`;
  if (minutes === 0) return seconds;
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

/** `ns` in units of `unitNs`, without zeros at the end; digits are moved, not divided, so that nothing is rounded. */
function decimal(ns: number, unitNs: number): string {
  const fraction = String(ns % unitNs)
    .padStart(String(unitNs).length - 1, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(Math.floor(ns / unitNs)) : `${Math.floor(ns / unitNs)}.${fraction}`;
}
