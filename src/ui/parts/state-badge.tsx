import type { StatusDto } from '#contract';

/** The state in words, and in a colour that nobody has to tell from another. */
export function StateBadge({ state }: { readonly state: StatusDto['state'] }) {
  return <span class={`state ${state}`}>{state}</span>;
}
