/** The first thing a manager does: find out who still lives and take over, before anything is started. */
import { pause } from '../clock.js';
import type { Fleet } from '../manager/fleet.js';
import type { Change } from '../manager/fleet-changes.js';
import type { ManagerPorts } from '../manager/manager-ports.js';
import type { Program } from '../manager/process-manager.js';
import type { HandOver } from '../process/handed-process.js';
import { instancesOf } from '../process/instances.js';
import type { Supervisor } from '../process/supervisor.js';
import type { RunRecord } from '../records/run-record.js';
import { type Evidence, gatherEvidence } from './evidence.js';
import { orphanSpec } from './orphan-spec.js';
import { carryOnAll } from './carry-on.js';
import { isOutdated, takeOver, type Takeover, takeoverOf } from './takeover.js';

/** Records of this boot; those of an earlier one say nothing and are removed. */
function currentRecords({ records, inspector }: ManagerPorts): readonly RunRecord[] {
  const all = records.readAll();
  for (const stale of all.filter((record) => record.bootId !== inspector.bootId)) records.remove(stale.name);
  return all.filter((record) => record.bootId === inspector.bootId);
}

/** Programs that exist only because somebody asked the API for them come back from their records. */
function revivedPrograms(records: readonly RunRecord[], programs: readonly Program[], { revive }: ManagerPorts): readonly Program[] {
  const taken = new Set(programs.flatMap((program) => [program.spec.name, ...instancesOf(program.spec).map((instance) => instance.name)]));
  const found = new Map<string, Program>();
  for (const record of records) {
    if ((record.origin !== 'api' && record.origin !== 'cron') || taken.has(record.base) || found.has(record.base)) continue;
    const spec = revive(record.document);
    if (spec) found.set(record.base, { spec, origin: record.origin, source: null });
  }
  return [...found.values()];
}

/** Ends a process that nobody wants any more and removes what is written of it. */
async function endOrphan(evidence: Evidence, fleet: Fleet, ports: ManagerPorts): Promise<boolean> {
  const supervisor = fleet.outsider(orphanSpec(evidence, ports.revive));
  const leftovers = evidence.leftovers ?? evidence.strays;
  const lived = evidence.alive !== null || leftovers !== null;
  if (evidence.alive) await supervisor.inheritance.adopt(evidence.alive, evidence.record, false);
  else if (leftovers !== null) await supervisor.inheritance.sweepLeftovers(leftovers, evidence.record, false);
  await supervisor.stop({ cause: 'reload', by: null });
  await supervisor.forget();
  return lived;
}

/** What an earlier manager left, and what is left to do about it. */
export interface Inheritance extends Change {
  /** Processes that nobody wants any more. */
  readonly orphans: readonly Evidence[];
}

/**
 * Makes the configured fleet known and takes over who still lives. Starts and stops nobody but what was no longer wanted.
 * @param handOver from an earlier image of this manager in the same PID; its processes go on as they are
 */
export async function takeOverFleet(
  fleet: Fleet,
  configured: readonly Program[],
  ports: ManagerPorts,
  handOver: HandOver | null = null,
): Promise<Inheritance> {
  const records = currentRecords(ports);
  const programs = [...configured, ...revivedPrograms(records, configured, ports)];
  const supervisors = programs.flatMap((program) => fleet.add(program));
  const evidence = gatherEvidence({
    stateDir: ports.stateDir,
    inspector: ports.inspector,
    exits: ports.exits,
    isHeld: (name, runId) => ports.trees.isHeld(name, runId),
    records,
    known: new Set(handOver?.processes.flatMap(({ name }) => fleet.supervisor(name)?.name ?? [])),
    configured: new Map(supervisors.map((supervisor) => [supervisor.name, supervisor.spec.pidFile])),
  });
  const byName = new Map(evidence.map((found) => [found.name, found]));
  const handed = await carryOnAll(fleet, handOver);
  const taken = await Promise.all(
    supervisors.map(async (supervisor) => ({
      supervisor,
      how: handed.has(supervisor.name) ? takeoverOf(supervisor) : await takeOver(supervisor, byName.get(supervisor.name)),
    })),
  );
  const those = (how: Takeover): Supervisor[] => taken.filter((one) => one.how === how).map(({ supervisor }) => supervisor);
  // A run of a cronjob ends as it was begun: to restart it would be to run it twice.
  const isRun = (supervisor: Supervisor): boolean => fleet.programs.get(supervisor.base)?.origin === 'cron';
  const outdated = those('adopted').filter((supervisor) => !isRun(supervisor) && isOutdated(supervisor));
  const namesOf = (some: readonly Supervisor[]): string[] => some.map((supervisor) => supervisor.name);
  return {
    report: {
      adopted: namesOf(those('adopted')),
      added: namesOf(those('to-start')),
      removed: [],
      restarted: namesOf(outdated),
      updated: [],
      unchanged: namesOf(those('resting')),
    },
    starts: [
      ...outdated.map((supervisor) => ({ supervisor, restarts: true })),
      ...those('to-start').map((supervisor) => ({ supervisor, restarts: false })),
    ],
    orphans: evidence.filter((found) => !fleet.supervisor(found.name)),
  };
}

/**
 * How many orphans end side by side. Whether anybody is left of one takes a walk through all processes, which serves those that have ended
 * by then; and there are turns of the event loop for requests.
 */
const AT_ONCE = 32;

/** One that takes its time does not hold up the others for longer, ms. */
const HOLDS_UP_MS = 1_000;

/** Ends orphans; returns the names of those that were alive. */
export async function endOrphans(fleet: Fleet, orphans: readonly Evidence[], ports: ManagerPorts): Promise<readonly string[]> {
  const waiting = orphans.values();
  const ended: Promise<readonly string[]>[] = [];
  const work = async (): Promise<void> => {
    for (const orphan of waiting) {
      const end = endOrphan(orphan, fleet, ports).then((lived) => (lived ? [orphan.name] : []));
      ended.push(end);
      await Promise.race([end.catch(() => undefined), pause(ports.clock, HOLDS_UP_MS)]); // whoever awaits them all learns of it
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return (await Promise.all(ended)).flat();
}
