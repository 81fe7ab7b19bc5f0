/** Status codes of HTTP from one to another, both included. */
export type StatusRange = readonly [from: number, to: number];

/** What {@link parseStatusSet} makes of an absent value. */
export const ANY_SUCCESS: readonly StatusRange[] = [[200, 399]];

/** Reads a code, a range such as `"200-299"`, or a list of both; `null` when it is neither. Codes are 100 to 599 (RFC 9110, section 15). */
export function parseStatusSet(value: unknown): readonly StatusRange[] | null {
  const ranges = (Array.isArray(value) ? value : [value]).map(rangeOf);
  return ranges.length > 0 && ranges.every((range) => range !== null) ? ranges : null;
}

function rangeOf(value: unknown): StatusRange | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const [, first, last = first] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(String(value)) ?? [];
  const [from, to] = [Number(first), Number(last)];
  return from <= to ? [from, to] : null;
}
