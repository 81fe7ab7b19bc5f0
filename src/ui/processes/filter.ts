import { computed, signal } from '@preact/signals';
import type { StatusDto } from '#contract';
import { groups } from '../store/groups.js';
import { baseOf, processes } from '../store/process-store.js';
import { matcherOf } from './name-matcher.js';

export type SortKey = 'name' | 'state' | 'uptime' | 'cpu' | 'memory' | 'restarts';

export const search = signal('');
export const wantedState = signal('');
export const wantedGroup = signal('');
export const sorting = signal<{ readonly key: SortKey; readonly isDown: boolean }>({ key: 'name', isDown: false });

/** What needs somebody comes first. */
const STATE_ORDER = ['failed', 'backoff', 'starting', 'stopping', 'running', 'stopped'];
const VALUE: Readonly<Record<Exclude<SortKey, 'name'>, (status: StatusDto) => number>> = {
  state: ({ state }) => STATE_ORDER.indexOf(state),
  uptime: ({ uptime_seconds: seconds }) => seconds ?? -1,
  cpu: ({ cpu_percent: percent }) => percent ?? -1,
  memory: ({ resident_memory_bytes: bytes }) => bytes ?? -1,
  restarts: ({ restarts }) => restarts,
};

/** What the table shows. */
export const shown = computed<readonly StatusDto[]>(() => {
  const wanted = matcherOf(search.value.trim());
  const members = membersOf(wantedGroup.value);
  const state = wantedState.value;
  const found = processes.value.filter(
    (status) => wanted(status.name) && (state === '' || status.state === state) && (members === null || members.has(baseOf(status))),
  );
  return sorted(found);
});

export const countsByState = computed<ReadonlyMap<string, number>>(() => {
  const counts = new Map<string, number>();
  for (const { state } of processes.value) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
});

/** What an address says is to be shown, `state=failed`; one that says nothing leaves it as it is. */
export function filterBy(query: string): void {
  if (query === '') return;
  const wanted = new URLSearchParams(query);
  search.value = wanted.get('search') ?? '';
  wantedState.value = wanted.get('state') ?? '';
  wantedGroup.value = wanted.get('group') ?? '';
}

export function sortBy(key: SortKey): void {
  const { key: before, isDown } = sorting.value;
  // Of figures the largest are wanted first.
  sorting.value = key === before ? { key, isDown: !isDown } : { key, isDown: key !== 'name' && key !== 'state' };
}

function sorted(found: readonly StatusDto[]): readonly StatusDto[] {
  const { key, isDown } = sorting.value;
  if (key === 'name') return isDown ? found.toReversed() : found;
  const value = VALUE[key];
  return found.toSorted((left, right) => (isDown ? value(right) - value(left) : value(left) - value(right)));
}

function membersOf(group: string): ReadonlySet<string> | null {
  const found = groups.value.find(({ name }) => name === group);
  return found === undefined ? null : new Set(found.members);
}
