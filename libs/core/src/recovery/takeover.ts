/** Carries out at boot what the evidence says, one instance at a time. */
import type { Supervisor } from '../process/supervisor.js';
import { spawnDigest } from '../process/spawn-digest.js';
import type { Evidence } from './evidence.js';

/** What became of an instance: taken over running, left at rest as its operator had put it, or to be started. */
export type Takeover = 'adopted' | 'resting' | 'to-start';

/**
 * Takes over a wanted instance. A process that its operator had stopped stays stopped: the death of a manager changes nothing.
 */
export async function takeOver(supervisor: Supervisor, evidence: Evidence | undefined): Promise<Takeover> {
  const record = evidence?.record ?? null;
  const wanted = record?.wanted ?? true;
  if (evidence?.alive) {
    await supervisor.adopt(evidence.alive, record, wanted);
    return 'adopted';
  }
  if (evidence?.leftovers != null) {
    await supervisor.sweepLeftovers(evidence.leftovers, record, wanted);
    return 'adopted';
  }
  if (wanted && (await supervisor.adoptDetected(record))) return 'adopted';
  if (!record) return 'to-start';
  if (!wanted) {
    supervisor.restore(record);
    return 'resting';
  }
  supervisor.resume(record);
  return 'to-start';
}

/** Whether an adopted process was made from something its spec does not say any more. */
export function isOutdated(supervisor: Supervisor): boolean {
  return supervisor.wanted && supervisor.runDigest !== null && supervisor.runDigest !== spawnDigest(supervisor.spec);
}
