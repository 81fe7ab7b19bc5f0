import { IsOptional } from 'class-validator';
import { Key } from '../../schema/key.js';
import { IsSize } from '../../validation/sink-validators.js';
import { IsDuration } from '../../validation/wire-validators.js';

/** The smallest and the largest buffer: less would not hold a few long lines. */
export const BUFFER_RANGE = { minBytes: 64 * 1024, maxBytes: 1024 ** 3 } as const;

/** How long a line is waited for. */
export function LineTimeout(): PropertyDecorator {
  return all(
    Key('A line whose end does not come within this goes out as it is; what follows of it is an entry of its own.', { default: '1s' }),
    IsOptional(),
    IsDuration(),
  );
}

/** How long a line may be. */
export function LongestLine(): PropertyDecorator {
  return all(
    Key('Longer lines are cut into several entries: a number of bytes, or a string such as "64KiB". From 64 bytes to 1 MiB.', {
      default: '64KiB',
    }),
    IsOptional(),
    IsSize({ minBytes: 64, maxBytes: 1024 ** 2 }),
  );
}

/** What all sinks that work line by line have in common. */
export class LineSinkDto {
  @LineTimeout()
  line_timeout?: string | number;
}

/** Those whose receivers leave it to us how long a line may be. */
export class LongLineSinkDto extends LineSinkDto {
  @LongestLine()
  max_line_size?: string | number;
}

function all(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (prototype, property) => {
    for (const decorate of decorators) decorate(prototype, property);
  };
}
