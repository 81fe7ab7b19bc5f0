import type { StatusDto } from '#contract';
import type { SortKey } from './sort-keys.js';
import type { TopState } from './top-state.js';

type Value = number | string;

/** In trouble first: what asks for attention is at the top when sorted by state. */
const STATE_ORDER: readonly StatusDto['state'][] = ['failed', 'backoff', 'stopping', 'starting', 'running', 'stopped'];
const NOTHING = Number.NEGATIVE_INFINITY;

const VALUES: Readonly<Record<SortKey, (row: StatusDto) => Value>> = {
  name: (row) => row.name,
  state: (row) => STATE_ORDER.indexOf(row.state),
  pid: (row) => row.pid ?? NOTHING,
  cpu: (row) => row.cpu_percent ?? NOTHING,
  memory: (row) => row.resident_memory_bytes ?? NOTHING,
  uptime: (row) => row.uptime_seconds ?? NOTHING,
  restarts: (row) => row.restarts,
};

/** Of these the most is at the top: who sorts by them looks for it. */
const MOST_FIRST: ReadonlySet<SortKey> = new Set(['cpu', 'memory', 'uptime', 'restarts']);

const BY_NAME = new Intl.Collator('en', { numeric: true });

/** The rows that the filter lets through, sorted; equal ones by name, instances by their number. */
export function visibleRows({ rows, filter, sort, isReversed }: Pick<TopState, 'rows' | 'filter' | 'sort' | 'isReversed'>): StatusDto[] {
  const matches = matcherOf(filter);
  const direction = MOST_FIRST.has(sort) === isReversed ? 1 : -1;
  return rows
    .filter((row) => matches(row.name))
    .toSorted((left, right) => direction * compared(VALUES[sort](left), VALUES[sort](right)) || BY_NAME.compare(left.name, right.name));
}

function compared(left: Value, right: Value): number {
  if (typeof left === 'string' || typeof right === 'string') return BY_NAME.compare(String(left), String(right));
  return left === right ? 0 : left - right;
}

/** With `*` as the wildcard of the API; without, names that contain it: one need not type more than that. */
function matcherOf(filter: string): (name: string) => boolean {
  if (!filter.includes('*')) return (name) => name.includes(filter);
  const literal = filter.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'));
  const pattern = new RegExp(`^${literal.join('.*')}$`);
  return (name) => pattern.test(name);
}
