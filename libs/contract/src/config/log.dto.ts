import { IsBoolean, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { Key } from '../schema/key.js';
import { TableList } from '../validation/nested.js';
import { IsSizeInMb } from '../validation/wire-validators.js';
import { BUILT_IN_SINK_OPTIONS } from './log-sinks/sink-options.js';
import { FreeForm } from '../validation/free-form.js';

/** A further log sink by its registered type; all other keys are options of that type. */
export class SinkDto {
  @Key('`file`, `stdout`, `syslog`, `json-lines`, `otlp`, or a type that a plugin brings.', {
    examples: [...BUILT_IN_SINK_OPTIONS.keys()],
  })
  @IsString()
  type!: string;

  @Key('Options of the sink, as its documentation says.')
  @IsOptional()
  @FreeForm()
  options?: Record<string, unknown>;
}

/**
 * Where output goes and how its files rotate. This is the flat form; `log.file.{…}` and the older spellings
 * (`stdoutPath`, `maxSizeMB`, …) are turned into it before validation.
 */
export class LogDto {
  @Key('Directory of the log files `<name>.stdout.log` and `<name>.stderr.log`. Made when missing (mode 0750).', { examples: ['logs'] })
  @IsOptional()
  @IsString()
  dir?: string;

  @Key('File that takes standard output, exactly this path. Wins over `dir`.', { also: ['stdoutPath', 'stdout_path'] })
  @IsOptional()
  @IsString()
  stdout?: string;

  @Key('File that takes standard error, exactly this path. Wins over `dir`.', { also: ['stderrPath', 'stderr_path'] })
  @IsOptional()
  @IsString()
  stderr?: string;

  @Key('A file is rotated when it has reached this size: a number of MiB, or a string such as "10MB". 0 = never.', {
    default: 10,
    also: ['maxSizeMB'],
  })
  @IsOptional()
  @IsSizeInMb()
  max_size_mb?: number | string;

  @Key('How many rotated files are kept.', { default: 3, also: ['maxBackups'] })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10_000)
  max_backups?: number;

  @Key('Rotated files older than this many days are removed. 0 = kept.', { default: 7, also: ['maxAgeDays'] })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(36_500)
  max_age_days?: number;

  @Key('Compress rotated files with gzip.', { default: false })
  @IsOptional()
  @IsBoolean()
  compress?: boolean;

  @Key('Prefix each line with the time it was read (RFC 3339, UTC).', { default: false })
  @IsOptional()
  @IsBoolean()
  timestamps?: boolean;

  @Key('Further sinks that get the same bytes.', { default: [] })
  @IsOptional()
  @TableList(() => SinkDto)
  sinks?: SinkDto[];
}
