import { IsIn, IsOptional } from 'class-validator';
import { Key } from '../../schema/key.js';
import { IsSize } from '../../validation/sink-validators.js';
import { BUFFER_RANGE, LongLineSinkDto } from './line-sink.dto.js';

export const STDOUT_FORMATS = ['plain', 'prefixed', 'json'] as const;
export type StdoutFormat = (typeof STDOUT_FORMATS)[number];

/** Options of `type = "stdout"`. */
export class StdoutSinkDto extends LongLineSinkDto {
  @Key('`plain`: the lines as they are. `prefixed`: `name | line`. `json`: the objects of `json-lines`.', { default: 'plain' })
  @IsOptional()
  @IsIn(STDOUT_FORMATS)
  format?: StdoutFormat;

  @Key('How much may wait while nobody reads, of all processes together; what comes beyond is dropped and counted. 64 KiB to 1 GiB.', {
    default: '1MiB',
  })
  @IsOptional()
  @IsSize(BUFFER_RANGE)
  buffer?: string | number;
}
