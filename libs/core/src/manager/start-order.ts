/** Groups by priority, lowest first; the order within a tier is that given. */
export function priorityTiers<T>(items: readonly T[], priorityOf: (item: T) => number): readonly (readonly T[])[] {
  const tiers = new Map<number, T[]>();
  for (const item of items) {
    const priority = priorityOf(item);
    tiers.set(priority, [...(tiers.get(priority) ?? []), item]);
  }
  return [...tiers].sort(([left], [right]) => left - right).map(([, tier]) => tier);
}
