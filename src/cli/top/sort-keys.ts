/** By what rows may be sorted, in the order of the columns. */
export const SORT_KEYS = ['name', 'state', 'pid', 'cpu', 'memory', 'uptime', 'restarts'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
