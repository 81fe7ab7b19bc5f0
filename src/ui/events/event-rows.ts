import type { EventDto, EventGapDto } from '#contract';

/** A line of the list: an event, or the mark that some are missing. */
export type EventRow = { readonly key: string; readonly event: EventDto } | { readonly key: string; readonly gap: EventGapDto };

/** Kept at a time; what falls out can be asked for again. */
export const MOST_ROWS = 5000;

/** The latest first. Those that are there already are passed over. @param fresh in the order in which they happened */
export function withNewer(rows: readonly EventRow[], fresh: readonly EventRow[]): readonly EventRow[] {
  // Where the history ends and the stream begins both may tell of the same.
  const known = new Set(rows.slice(0, KNOWN_BACK).map(({ key }) => key));
  const added = fresh.filter(({ key }) => !known.has(key)).toReversed();
  return [...added, ...rows].slice(0, MOST_ROWS);
}

const KNOWN_BACK = 1000;

/** With what is older. @returns also how many fell out at the upper end */
export function withOlder(
  rows: readonly EventRow[],
  older: readonly EventRow[],
): { readonly rows: readonly EventRow[]; readonly dropped: number } {
  const dropped = Math.max(0, rows.length + older.length - MOST_ROWS);
  return { rows: [...rows, ...older].slice(dropped), dropped };
}

/** The id of the oldest event, from which one goes further back; `null` when there is none. */
export function oldestId(rows: readonly EventRow[]): string | null {
  return rows.findLast((row) => 'event' in row)?.key ?? null;
}
