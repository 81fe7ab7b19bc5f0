import type { Clock } from '../clock.js';
import type { Origin } from '../manager/process-manager.js';
import type { RunRecord } from '../records/run-record.js';
import type { Exit } from './exit.js';
import type { Run, Snapshot } from './machine.js';
import { spawnDigest } from './spawn-digest.js';
import type { InstanceSpec } from './spec.js';

/** What is remembered of a process beyond the machine's snapshot, and survives the manager. */
export interface History {
  /** Automatic restarts. */
  restarts: number;
  /** Milliseconds since the epoch. */
  startedAt: number | null;
  stoppedAt: number | null;
  lastExit: Exit | null;
  /** Id of the run that may exist now. */
  runId: string | null;
  /** Digest of the spec that run was spawned from. */
  digest: string | null;
}

export function emptyHistory(): History {
  return { restarts: 0, startedAt: null, stoppedAt: null, lastExit: null, runId: null, digest: null };
}

/** The history that an earlier manager wrote down. */
export function historyOf(record: RunRecord): History {
  const { restarts, startedAt, stoppedAt, lastExit, runId, digest } = record;
  return { restarts, startedAt, stoppedAt, lastExit, runId, digest };
}

/** What is written down for the next manager. */
export function recordOf(spec: InstanceSpec, origin: Origin, snapshot: Snapshot, history: History, bootId: string | null): RunRecord {
  return {
    version: 1,
    name: spec.name,
    base: spec.base,
    origin,
    wanted: snapshot.wanted,
    state: snapshot.phase,
    bootId,
    pidFile: spec.pidFile,
    failures: snapshot.failures,
    document: spec.document,
    ...history,
    digest: history.digest ?? spawnDigest(spec),
  };
}

/** How long ago a run of an earlier manager began by the time of day, ms; for where the kernel does not tell. */
export function ageByTimeOfDay(startedAt: number | null, clock: Clock): number {
  return startedAt === null ? 0 : Math.max(0, clock.epochMs() - startedAt);
}

/** A run of an earlier manager as the machine knows runs. */
export function inheritedRun(pid: number, leaderAlive: boolean, ageMs: number, clock: Clock): Run {
  return { pid, startedAtMs: clock.monotonicMs() - ageMs, leaderAlive, exit: null };
}
