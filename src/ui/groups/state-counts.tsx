import type { StatusDto } from '#contract';

export type StateCount = readonly [state: StatusDto['state'], count: number];

/** How many are in each state, those that most are in first. */
export function countsOf(all: readonly StatusDto[]): readonly StateCount[] {
  const counts = new Map<StatusDto['state'], number>();
  for (const { state } of all) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].toSorted(([, left], [, right]) => right - left);
}

/** `2 running`, `1 failed`. */
export function StateCounts({ counts }: { readonly counts: readonly StateCount[] }) {
  return (
    <span class="counts">
      {counts.map(([state, count]) => (
        <span key={state} class={`state ${state}`}>{`${count} ${state}`}</span>
      ))}
    </span>
  );
}
