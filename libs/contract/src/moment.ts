/** A day, which begins at midnight UTC, or a time with its offset (RFC 3339). */
const MOMENT = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/i;

/** A moment as it stands in a configuration, also as TOML's own kind of date; `null` when it is none. Milliseconds since the epoch. */
export function parseMoment(value: unknown): number | null {
  const isDate = value instanceof Date || (typeof value === 'string' && MOMENT.test(value));
  const at = isDate ? new Date(value).getTime() : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
