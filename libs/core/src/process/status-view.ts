import type { Run, Snapshot } from './machine.js';
import type { History } from './history.js';
import type { InstanceSpec } from './spec.js';
import type { ProcessStatus } from './status.js';

/** What the status shows beyond snapshot and history. */
export interface LiveView {
  readonly mainPid: number | null;
  readonly adopted: boolean;
  /** The detector that speaks for it when it is not its own PID. */
  readonly detectedBy: string | null;
  /** Milliseconds since the epoch. */
  readonly nextRestartAt: number | null;
  /** Monotonic. */
  readonly nowMs: number;
}

/** The status of an instance as others see it. */
export function statusView(spec: InstanceSpec, snapshot: Snapshot, history: History, live: LiveView): ProcessStatus {
  const { phase, wanted, run } = snapshot;
  const isRunning = run !== null && (run.leaderAlive || phase === 'stopping');
  const { startedAt, stoppedAt, lastExit, restarts } = history;
  return {
    name: spec.name,
    base: spec.base,
    state: phase,
    wanted,
    running: isRunning,
    startedAt,
    stoppedAt: isRunning ? null : stoppedAt,
    lastExit,
    restarts,
    failures: snapshot.failures,
    attempt: snapshot.attempt,
    nextRestartAt: phase === 'backoff' ? live.nextRestartAt : null,
    adopted: isRunning && live.adopted,
    ...leaderView(run, live),
  };
}

/** What only a live leader has. */
function leaderView(run: Run | null, live: LiveView): Pick<ProcessStatus, 'pid' | 'detectedBy' | 'uptimeMs'> {
  if (!run?.leaderAlive) return { pid: null, detectedBy: null, uptimeMs: null };
  return { pid: live.mainPid, detectedBy: live.detectedBy ?? 'exec:pid', uptimeMs: live.nowMs - run.startedAtMs };
}
