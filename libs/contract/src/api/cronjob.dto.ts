import type { OkDto } from './result.dto.js';
import type { Timestamp, WholeNumber } from './scalar.dto.js';

/**
 * How a run of a cronjob ended: `stopped` when somebody had it stopped, `skipped` when there was none, `unknown` when it ended while no
 * daemon was there, or was taken over from an earlier one: its exit status cannot be known then.
 */
export type CronRunResult = 'succeeded' | 'failed' | 'stopped' | 'skipped' | 'unknown';

/** One run of a cronjob. Times are RFC 3339 in UTC. */
export interface CronRunDto {
  /** The tick it belongs to; of a triggered run the moment of the request. */
  readonly due_at: Timestamp;
  readonly trigger: 'schedule' | 'manual';
  /** Name of its process, `null` when it was skipped. */
  readonly process: string | null;
  readonly started_at: Timestamp | null;
  /** `null` while it runs. */
  readonly ended_at: Timestamp | null;
  /** Of a run whose end nobody saw: until it was found out. */
  readonly duration_seconds: number | null;
  /** `null` while it runs. */
  readonly result: CronRunResult | null;
  readonly exit_code: WholeNumber | null;
  readonly exit_signal: string | null;
  /** Why it was skipped or stopped, could not be started, or is not known to have ended well. */
  readonly reason: string | null;
  /** How many ticks it stands for: skipped ones in a row are one entry, and `due_at` is the last of them. */
  readonly ticks: WholeNumber;
}

/** A cronjob as the API shows it. */
export interface CronjobStatusDto {
  readonly name: string;
  readonly schedule: string;
  /** IANA name; `null` = that of the daemon. */
  readonly time_zone: string | null;
  readonly concurrency_policy: 'Forbid' | 'Allow' | 'Replace';
  /** A duration; `null` = none. */
  readonly starting_deadline: string | null;
  readonly suspended: boolean;
  /** `null` while suspended. */
  readonly next_run_at: Timestamp | null;
  /** The next five moments, the first of them `next_run_at`; empty while suspended. */
  readonly next_runs: readonly Timestamp[];
  /** The latest that began, also while it runs; `null` before the first. */
  readonly last_run: CronRunDto | null;
  /** Names of the processes that run now. */
  readonly running: readonly string[];
}

/** A run that was asked for, as it begins. */
export interface CronjobTriggerDto extends OkDto {
  readonly run: CronRunDto;
}

/** A cronjob after a change. */
export interface CronjobChangeDto extends OkDto {
  readonly cronjob: CronjobStatusDto;
}
