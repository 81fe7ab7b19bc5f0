import { IsBoolean, IsInt, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { Key } from '../../schema/key.js';
import { IsSizeInMb } from '../../validation/wire-validators.js';
import { LineTimeout, LongestLine, type LongLineSinkDto } from './line-sink.dto.js';

/** Options of `type = "file"`. */
export class FileSinkDto {
  @Key('The file, relative to the configuration. `{process}` and `{stream}` stand for the names. Several streams may share one.', {
    examples: ['logs/{process}.{stream}.log'],
  })
  @Matches(/^[^\0]+$/, { message: 'must be the path of a file' })
  path!: string;

  @Key('Rotated when it has reached this size: a number of MiB, or a string such as "10MB". 0 = never. Absent: as `log` says.')
  @IsOptional()
  @IsSizeInMb()
  max_size_mb?: number | string;

  @Key('How many rotated files are kept. Absent: as `log` says.')
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  max_backups?: number;

  @Key('Rotated files older than this many days are removed; 0 = kept. Absent: as `log` says.')
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(36_500)
  max_age_days?: number;

  @Key('Compress rotated files with gzip. Absent: as `log` says.')
  @IsOptional()
  @IsBoolean()
  compress?: boolean;
}

/** Options of `type = "json-lines"`: a file, and how lines are made. */
export class JsonLinesSinkDto extends FileSinkDto implements LongLineSinkDto {
  @LineTimeout()
  line_timeout?: string | number;

  @LongestLine()
  max_line_size?: string | number;
}
