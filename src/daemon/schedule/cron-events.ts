import type { DaemonEventBody } from '../events/index.js';
import type { CronRun, PassedMoment } from './cron-run.js';

/** The event of a run that begins. */
export function beginOf(cronjob: string, { process, trigger, dueAt }: CronRun): DaemonEventBody {
  return { type: 'cron.started', cronjob, process, trigger, due_at: new Date(dueAt).toISOString() };
}

/** The event of a run that ended. */
export function endOf(cronjob: string, { process, result, exit, reason, startedAt, endedAt }: CronRun): DaemonEventBody {
  return {
    type: 'cron.finished',
    cronjob,
    process,
    result,
    exit_code: exit?.code ?? null,
    exit_signal: exit?.signal ?? null,
    reason,
    duration_seconds: startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt) / 1000,
  };
}

/** The event of a moment at which nothing ran. */
export function passedOf(cronjob: string, { type, dueAt, reason }: PassedMoment): DaemonEventBody {
  return { type, cronjob, due_at: new Date(dueAt).toISOString(), reason };
}
