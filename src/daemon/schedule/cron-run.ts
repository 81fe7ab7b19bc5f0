import { type Exit, UNKNOWN_EXIT } from '#core';
import type { CronRunDto, CronRunResult } from '#contract';

/** One run of a cronjob, or ticks without one. Times are milliseconds since the epoch. */
export interface CronRun {
  readonly dueAt: number;
  readonly trigger: CronRunDto['trigger'];
  readonly process: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly result: CronRunResult | null;
  readonly exit: Exit | null;
  readonly reason: string | null;
  /** Ticks it stands for: 1, but for skipped ones in a row. */
  readonly ticks: number;
}

/** A moment at which a cronjob was due and did not run. */
export interface PassedMoment {
  readonly type: 'cron.skipped' | 'cron.missed';
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  readonly reason: string;
}

/** How a run went. */
export type RunEnd = Pick<CronRun, 'result' | 'exit' | 'reason'>;

/** The end of a run that nobody saw end. */
export const UNSEEN_END: RunEnd = { result: 'unknown', exit: null, reason: 'it ended while no daemon was there to see it' };

/** A run that begins. */
export function begunRun(dueAt: number, trigger: CronRun['trigger'], process: string, startedAt: number): CronRun {
  return { dueAt, trigger, process, startedAt, endedAt: null, result: null, exit: null, reason: null, ticks: 1 };
}

/** A tick without a run. */
export function skippedRun(dueAt: number, reason: string): CronRun {
  return {
    dueAt,
    trigger: 'schedule',
    process: null,
    startedAt: null,
    endedAt: null,
    result: 'skipped',
    exit: null,
    reason,
    ticks: 1,
  };
}

/** How a run went by the exit of its process. */
export function endByExit(exit: Exit | null, expected: readonly number[]): RunEnd {
  if (exit === null) return UNSEEN_END;
  if (exit.error === UNKNOWN_EXIT.error) return { result: 'unknown', exit, reason: exit.error };
  const isGood = exit.code !== null && expected.includes(exit.code);
  return { result: isGood ? 'succeeded' : 'failed', exit, reason: exit.error };
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
    duration_seconds: startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt) / 1000,
    result: run.result,
    exit_code: run.exit?.code ?? null,
    exit_signal: run.exit?.signal ?? null,
    reason: run.reason,
    ticks: run.ticks,
  };
}
