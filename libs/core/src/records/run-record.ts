import type { Origin } from '../manager/process-manager.js';
import type { Exit } from '../process/exit.js';
import type { ProcessState } from '../process/status.js';

/**
 * What a manager must know of a process to carry on where a killed one stopped: the will of the operator, and which
 * spawn was under way. Written *before* a spawn, so that a manager killed between the spawn and the pid file
 * finds the run by its id instead of starting a second copy.
 */
export interface RunRecord {
  readonly version: 1;
  /** Instance name. */
  readonly name: string;
  readonly base: string;
  readonly origin: Origin;
  /** Whether it should be up. */
  readonly wanted: boolean;
  readonly state: ProcessState;
  /** Boot in which this was written: after another boot a record says nothing. */
  readonly bootId: string | null;
  /** Handed to the child as PROVISR_RUN_ID; `null` when no run may exist. */
  readonly runId: string | null;
  /** What the run was spawned from (see `spawnDigest`). */
  readonly digest: string | null;
  readonly pidFile: string;
  /** Automatic restarts so far. */
  readonly restarts: number;
  /** Short runs in a row. */
  readonly failures: number;
  readonly startedAt: number | null;
  readonly stoppedAt: number | null;
  readonly lastExit: Exit | null;
  /** The base spec in wire form, to bring `api` processes back. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Environment variable that carries the id of a run to the child, its proof of being ours. */
export const RUN_ID_VARIABLE = 'PROVISR_RUN_ID';
