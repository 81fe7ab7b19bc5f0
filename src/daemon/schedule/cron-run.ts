import type { Exit } from '#core';
import type { CronRunDto, CronRunResult } from '#contract';

/** One run of a cronjob, or a tick without one. Times are milliseconds since the epoch. */
export interface CronRun {
  readonly dueAt: number;
  readonly trigger: CronRunDto['trigger'];
  readonly process: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly result: CronRunResult | null;
  readonly exit: Exit | null;
  readonly reason: string | null;
}

/** A tick without a run. */
export function skippedRun(dueAt: number, reason: string): CronRun {
  return { dueAt, trigger: 'schedule', process: null, startedAt: null, endedAt: null, result: 'skipped', exit: null, reason };
}

/** The wire form. */
export function fromCronRun(run: CronRun): CronRunDto {
  const { startedAt, endedAt } = run;
  return {
    due_at: new Date(run.dueAt).toISOString(),
    trigger: run.trigger,
    process: run.process,
    started_at: startedAt === null ? null : new Date(startedAt).toISOString(),
    ended_at: endedAt === null ? null : new Date(endedAt).toISOString(),
    duration_seconds: startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 1000,
    result: run.result,
    exit_code: run.exit?.code ?? null,
    exit_signal: run.exit?.signal ?? null,
    reason: run.reason,
  };
}
