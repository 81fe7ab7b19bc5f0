import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { Key } from '../../schema/key.js';
import { IsSize, IsTextTable } from '../../validation/sink-validators.js';
import { IsDuration } from '../../validation/wire-validators.js';
import { BUFFER_RANGE, LongLineSinkDto } from './line-sink.dto.js';

export const OTLP_COMPRESSIONS = ['gzip', 'none'] as const;

/** Options of `type = "otlp"`. */
export class OtlpSinkDto extends LongLineSinkDto {
  @Key('Where logs are sent by POST, the whole address.', {
    examples: ['http://127.0.0.1:4318/v1/logs', 'http://loki:3100/otlp/v1/logs'],
  })
  @Matches(/^https?:\/\/[^\s@]+$/, { message: 'must be an address such as "http://127.0.0.1:4318/v1/logs", without a user' })
  url!: string;

  @Key('Headers of each request, e.g. a tenant. They are shown to whoever may read the definition: no secrets.', {
    examples: [{ 'X-Scope-OrgID': 'shop' }],
  })
  @IsOptional()
  @IsTextTable()
  headers?: Record<string, string>;

  @Key('File whose first line is the header `Authorization`, e.g. `Bearer …`. Read for each request.', { examples: ['otlp.authorization'] })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  authorization_file?: string;

  @Key('Environment variable of the daemon that holds the header `Authorization`.', { examples: ['OTLP_AUTHORIZATION'] })
  @IsOptional()
  @Matches(/^[A-Za-z_][A-Za-z0-9_]*$/, { message: 'must be the name of an environment variable' })
  authorization_env?: string;

  @Key('Attributes of the resource, beside `service.name` (the name of the process) and `host.name`, which they may replace.', {
    examples: [{ 'deployment.environment.name': 'production' }],
  })
  @IsOptional()
  @IsTextTable()
  resource?: Record<string, string>;

  @Key('How requests are compressed.', { default: 'gzip' })
  @IsOptional()
  @IsIn(OTLP_COMPRESSIONS)
  compression?: (typeof OTLP_COMPRESSIONS)[number];

  @Key('How long one request may take, retries for busy receivers included.', { default: '10s' })
  @IsOptional()
  @IsDuration()
  timeout?: string | number;

  @Key('How many lines go into one request at most.', { default: 512 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  batch_size?: number;

  @Key('How long lines wait for others to go with them.', { default: '1s' })
  @IsOptional()
  @IsDuration()
  batch_interval?: string | number;

  @Key('How much may wait for this receiver, of all processes together; what comes beyond is dropped and counted. 64 KiB to 1 GiB.', {
    default: '4MiB',
  })
  @IsOptional()
  @IsSize(BUFFER_RANGE)
  buffer?: string | number;
}
