import type { OkDto } from './result.dto.js';
import type { Timestamp, WholeNumber } from './scalar.dto.js';

/** How a run of a cronjob ended, or why there was none. */
export type CronRunResult = 'succeeded' | 'failed' | 'stopped' | 'skipped';

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
  readonly duration_seconds: number | null;
  /** `null` while it runs. */
  readonly result: CronRunResult | null;
  readonly exit_code: WholeNumber | null;
  readonly exit_signal: string | null;
  /** Why it was skipped or could not be started. */
  readonly reason: string | null;
}

/** A cronjob as the API shows it. */
export interface CronjobStatusDto {
  readonly name: string;
  readonly schedule: string;
  /** IANA name; `null` = that of the daemon. */
  readonly time_zone: string | null;
  readonly concurrency_policy: 'Forbid' | 'Allow' | 'Replace';
  readonly suspended: boolean;
  /** `null` while suspended. */
  readonly next_run_at: Timestamp | null;
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
