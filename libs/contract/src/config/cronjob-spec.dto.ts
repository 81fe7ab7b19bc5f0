import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { Key } from '../schema/key.js';
import { IsDuration, IsProgramName, IsZone } from '../validation/wire-validators.js';
import { RunnableDto, type WireDuration } from './process-spec.dto.js';

/** What happens when a run is due while the one before is still under way. */
export const CONCURRENCY_POLICIES = ['Forbid', 'Allow', 'Replace'] as const;
export type ConcurrencyPolicy = (typeof CONCURRENCY_POLICIES)[number];

/**
 * A cronjob. This is the flat form; `[spec.spec]` and `[spec.job_template]` are turned into it before validation.
 */
export class CronjobSpecDto extends RunnableDto {
  @Key('Unique name, also among processes.', { examples: ['cleanup'] })
  @IsProgramName()
  name!: string;

  @Key('When it runs: `@every 10s`, 5 fields, 6 fields (seconds first), or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.', {
    examples: ['@every 10s', '*/5 * * * *', '@hourly'],
  })
  @IsString()
  @IsNotEmpty()
  schedule!: string;

  @Key('IANA time zone of the schedule. Default: that of the daemon.', { examples: ['Europe/Berlin'] })
  @IsOptional()
  @IsZone()
  time_zone?: string;

  @Key('At most one run at a time. `false` is the same as `concurrency_policy = "Allow"`.', { default: true })
  @IsOptional()
  @IsBoolean()
  singleton?: boolean;

  @Key('What happens when a run is due while the one before is under way: skip it, run both, or stop the older.', { default: 'Forbid' })
  @IsOptional()
  @IsIn(CONCURRENCY_POLICIES)
  concurrency_policy?: ConcurrencyPolicy;

  @Key('Not run until resumed.', { default: false })
  @IsOptional()
  @IsBoolean()
  suspend?: boolean;

  @Key('A run that could not begin within this time of its tick is skipped. Default: no deadline.')
  @IsOptional()
  @IsDuration()
  starting_deadline?: WireDuration;

  @Key('Ignored but for the check: a cronjob is run by its schedule, so that only `false` is accepted.', { default: false })
  @IsOptional()
  @IsIn([false], { message: 'must not be set in a cronjob: its schedule decides when it runs again' })
  auto_restart?: boolean;

  @Key('Ignored but for the check: only 1 is accepted.', { default: 1 })
  @IsOptional()
  @IsIn([1], { message: 'must not be more than 1 in a cronjob; use concurrency_policy = "Allow" for overlapping runs' })
  instances?: number;
}
