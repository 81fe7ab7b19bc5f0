/** Carries out at boot what the evidence says, one instance at a time. */
import { failpoint } from '../failpoints/failpoint.js';
import type { Supervisor } from '../process/supervisor.js';
import { spawnDigest } from '../process/spawn-digest.js';
import type { RunRecord } from '../records/run-record.js';
import type { Evidence } from './evidence.js';

/** What became of an instance: taken over running, left at rest as its operator had put it, or to be started. */
export type Takeover = 'adopted' | 'resting' | 'to-start';

/**
 * Takes over a wanted instance. A process that its operator had stopped stays stopped: the death of a manager changes nothing.
 */
export async function takeOver(supervisor: Supervisor, evidence: Evidence | undefined): Promise<Takeover> {
  failpoint('adopt.found');
  const how = await takeOverBy(supervisor, evidence);
  failpoint('adopt.taken');
  return how;
}

async function takeOverBy(supervisor: Supervisor, evidence: Evidence | undefined): Promise<Takeover> {
  const record = evidence?.record ?? null;
  const wanted = record?.wanted ?? true;
  if (evidence && (await takeOverLive(supervisor, evidence, wanted))) return 'adopted';
  if (wanted && (await supervisor.inheritance.adoptDetected(record))) return 'adopted';
  // What is in the background and no detector finds is what its leader has left behind.
  if (evidence && evidence.strays !== null) {
    await supervisor.inheritance.sweepLeftovers(evidence.strays, record, wanted);
    return 'adopted';
  }
  return record ? carryOn(supervisor, record) : 'to-start';
}

/** The same of an instance that goes on from an earlier image of this manager. */
export function takeoverOf(supervisor: Supervisor): Takeover {
  const { running, wanted } = supervisor.status();
  return running || wanted ? 'adopted' : 'resting';
}

async function takeOverLive(supervisor: Supervisor, { alive, leftovers, ended, record }: Evidence, wanted: boolean): Promise<boolean> {
  if (alive) await supervisor.inheritance.adopt(alive, record, wanted);
  else if (ended && wanted) await supervisor.inheritance.adoptEnded(ended, record);
  else if (leftovers !== null) await supervisor.inheritance.sweepLeftovers(leftovers, record, wanted);
  return alive !== null || leftovers !== null || (ended !== null && wanted);
}

function carryOn(supervisor: Supervisor, record: RunRecord): Takeover {
  // A run of a cronjob that ended unseen is over: the next one belongs to the schedule.
  const staysAtRest = !record.wanted || record.origin === 'cron';
  supervisor.inheritance.resume(record, staysAtRest);
  return staysAtRest ? 'resting' : 'to-start';
}

/** Whether an adopted process was made from something its spec does not say any more. */
export function isOutdated(supervisor: Supervisor): boolean {
  return supervisor.wanted && supervisor.runDigest !== null && supervisor.runDigest !== spawnDigest(supervisor.spec);
}
