/** From nothing to a running fleet: who still lives is taken over first, then what is missing starts in order. */
import type { Fleet } from '../manager/fleet.js';
import { settle, settleAll } from '../manager/outcomes.js';
import type { ManagerPorts } from '../manager/manager-ports.js';
import type { ChangeReport, Program } from '../manager/process-manager.js';
import { priorityTiers } from '../manager/start-order.js';
import { instancesOf } from '../process/instances.js';
import type { Supervisor } from '../process/supervisor.js';
import type { RunRecord } from '../records/run-record.js';
import { type Evidence, gatherEvidence } from './evidence.js';
import { orphanSpec } from './orphan-spec.js';
import { isOutdated, takeOver } from './takeover.js';

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
  const lived = evidence.alive !== null || evidence.leftovers !== null;
  if (evidence.alive) await supervisor.adopt(evidence.alive, evidence.record, false);
  else if (evidence.leftovers !== null) await supervisor.sweepLeftovers(evidence.leftovers, evidence.record, false);
  await supervisor.stop('reload');
  await supervisor.forget();
  return lived;
}

async function startInOrder(supervisors: readonly Supervisor[], ports: ManagerPorts, isCancelled: () => boolean): Promise<void> {
  for (const tier of priorityTiers(supervisors, (supervisor) => supervisor.spec.priority)) {
    if (isCancelled()) return;
    await settleAll(tier, (supervisor) => settle(supervisor, supervisor.start('boot'), undefined, ports.clock));
  }
}

/**
 * Brings the fleet up at the start of a manager. Resolves when every start has been settled; failed ones are in the status.
 * `isCancelled` stops it between two priorities when the manager is told to shut down meanwhile.
 */
export async function bootFleet(
  fleet: Fleet,
  configured: readonly Program[],
  ports: ManagerPorts,
  isCancelled: () => boolean,
): Promise<ChangeReport> {
  const records = currentRecords(ports);
  const programs = [...configured, ...revivedPrograms(records, configured, ports)];
  const supervisors = programs.flatMap((program) => fleet.add(program));
  const evidence = gatherEvidence({
    stateDir: ports.stateDir,
    inspector: ports.inspector,
    records,
    configured: new Map(supervisors.map((supervisor) => [supervisor.name, supervisor.spec.pidFile])),
  });
  const byName = new Map(evidence.map((found) => [found.name, found]));
  const taken = await Promise.all(
    supervisors.map(async (supervisor) => ({ supervisor, how: await takeOver(supervisor, byName.get(supervisor.name)) })),
  );
  const adopted = taken.filter(({ how }) => how === 'adopted').map(({ supervisor }) => supervisor);
  const outdated = adopted.filter(isOutdated);
  const starting = taken.filter(({ how }) => how === 'to-start').map(({ supervisor }) => supervisor);
  const orphans = evidence.filter((found) => !fleet.supervisor(found.name));
  const ended = Promise.all(orphans.map(async (orphan) => ((await endOrphan(orphan, fleet, ports)) ? [orphan.name] : [])));
  const restarted = settleAll(outdated, (supervisor) => settle(supervisor, supervisor.restart('reload'), undefined, ports.clock));
  await startInOrder(starting, ports, isCancelled);
  await restarted;
  return {
    adopted: adopted.map((supervisor) => supervisor.name),
    added: starting.map((supervisor) => supervisor.name),
    removed: (await ended).flat(),
    restarted: outdated.map((supervisor) => supervisor.name),
    updated: [],
    unchanged: taken.filter(({ how }) => how === 'resting').map(({ supervisor }) => supervisor.name),
  };
}
