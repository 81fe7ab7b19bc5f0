import type { Fleet } from '../manager/fleet.js';
import type { HandOver } from '../process/handed-process.js';

/**
 * Lets every process that is known here go on from where an earlier image of this manager stood. In two rounds, because only the first
 * can fail, and until the second nothing has been taken from the kernel that a further image would need.
 * @returns their names
 * @throws what keeps the output of a process from being read on
 */
export async function carryOnAll(fleet: Fleet, handOver: HandOver | null): Promise<ReadonlySet<string>> {
  const pairs = (handOver?.processes ?? []).flatMap((handed) => {
    const supervisor = fleet.supervisor(handed.name);
    return supervisor === undefined ? [] : [{ supervisor, handed }];
  });
  await Promise.all(pairs.map(({ supervisor, handed }) => supervisor.inheritance.readOn(handed)));
  for (const { supervisor, handed } of pairs) supervisor.inheritance.carryOn(handed, handOver?.gapMs ?? 0);
  return new Set(pairs.map(({ handed }) => handed.name));
}
