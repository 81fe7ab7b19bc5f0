import { type BackoffStrategy, exponentialBackoff } from './backoff.js';
import type { Exit } from './exit.js';
import type { ProcessSpec } from './spec.js';

/** The part of a spec that decides transitions. May be replaced while a process runs. */
export type Policy = Pick<
  ProcessSpec,
  | 'startDurationMs'
  | 'retryCount'
  | 'retryIntervalMs'
  | 'autoRestart'
  | 'restartIntervalMs'
  | 'restartBackoff'
  | 'restartMaxIntervalMs'
  | 'restartResetMs'
  | 'maxRestarts'
  | 'exitCodes'
  | 'stopTimeoutMs'
> & {
  /** Reckons the waits between restarts, and never throws. Absent: {@link exponentialBackoff}. */
  readonly backoff?: BackoffStrategy;
};

/** Between two SIGKILLs to a group that will not die (uninterruptible sleep), ms. */
export const KILL_REPEAT_MS = 1_000;
/** After so many SIGKILLs a waiting stop is told that the group is stuck; the killing goes on. */
export const KILLS_UNTIL_STUCK = 10;

/**
 * Wait before restart number `failures` (1 or more) in a row, ms.
 * @param lastRunMs how long the run before it lasted; 0 when nothing came of its spawn
 */
export function backoffDelayMs(policy: Policy, failures: number, lastRunMs: number): number {
  const { backoff = exponentialBackoff, restartIntervalMs: intervalMs, restartBackoff: factor } = policy;
  const maxIntervalMs = Math.max(policy.restartMaxIntervalMs, intervalMs);
  return backoff.delayMs({ attempt: failures, lastRunMs, intervalMs, factor, maxIntervalMs });
}

/** Whether a run that nobody asked to end ended well. */
export function isExpectedExit(policy: Policy, exit: Exit): boolean {
  return exit.code !== null && policy.exitCodes.includes(exit.code);
}

/** Whether the restart policy brings a process back after this exit. */
export function restartsAfter(policy: Policy, exit: Exit): boolean {
  if (policy.autoRestart === 'always') return true;
  return policy.autoRestart === 'on-failure' && !isExpectedExit(policy, exit);
}
