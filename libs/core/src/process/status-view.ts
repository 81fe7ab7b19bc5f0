import type { Life } from './life.js';
import type { Run } from './machine.js';
import type { RunControl } from './run-control.js';
import type { InstanceSpec } from './spec.js';
import type { ProcessStatus } from './status.js';

/** The status of an instance as others see it. @param nowMs monotonic */
export function statusView(spec: InstanceSpec, life: Life, control: RunControl, nowMs: number): ProcessStatus {
  const { snapshot, history } = life;
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
    nextRestartAt: phase === 'backoff' ? life.nextRestartAt : null,
    dueInMs: life.timer.leftMs,
    adopted: isRunning && control.handle?.adopted === true,
    problems: (isRunning && control.handle?.tree?.problems) || [],
    ...leaderView(run, control, nowMs),
  };
}

/** What only a live leader has. */
function leaderView(run: Run | null, control: RunControl, nowMs: number): Pick<ProcessStatus, 'pid' | 'detectedBy' | 'uptimeMs'> {
  if (!run?.leaderAlive) return { pid: null, detectedBy: null, uptimeMs: null };
  return { pid: control.handle?.mainPid ?? null, detectedBy: control.detectedBy ?? 'exec:pid', uptimeMs: nowMs - run.startedAtMs };
}
