import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import type { WireDuration } from '../duration.js';
import { Key } from '../schema/key.js';
import { IsDuration, IsZone } from '../validation/wire-validators.js';
import { ProcessSpecDto } from './process-spec.dto.js';

/** What happens when a run is due while the one before is still under way. */
export const CONCURRENCY_POLICIES = ['Forbid', 'Allow', 'Replace'] as const;
export type ConcurrencyPolicy = (typeof CONCURRENCY_POLICIES)[number];

/**
 * A cronjob. This is the flat form; `[spec.spec]` and `[spec.job_template]` are turned into it before validation.
 */
export class CronjobSpecDto extends ProcessSpecDto {
  @Key(
    'When it runs: `@every 10s`, 5 fields, 6 fields (seconds first), or `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`.',
    {
      examples: ['@every 10s', '*/5 * * * *', '@hourly'],
    },
  )
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
}
