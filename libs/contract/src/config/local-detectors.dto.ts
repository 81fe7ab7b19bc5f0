import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import type { WireDuration } from '../duration.js';
import { Key } from '../schema/key.js';
import { IsPositiveDuration } from '../validation/wire-validators.js';

/** What every detector says of itself. */
abstract class AnyDetectorDto {
  @Key('What tells whether it is alive.')
  @IsString()
  type!: string;
}

/** Alive while the process that was started is. */
export class PidDetectorDto extends AnyDetectorDto {
  @Key('Time between two looks.', { default: '1s' })
  @IsOptional()
  @IsPositiveDuration()
  interval?: WireDuration;
}

/** Alive while the process that a file names is. */
export class PidfileDetectorDto extends AnyDetectorDto {
  @Key('The PID file that the program writes itself.', { examples: ['/run/nginx.pid'] })
  @IsString()
  @IsNotEmpty()
  path!: string;

  @Key('Time between two looks.', { default: '1s' })
  @IsOptional()
  @IsPositiveDuration()
  interval?: WireDuration;
}

/** Alive while a command exits with 0. */
export class CommandDetectorDto extends AnyDetectorDto {
  @Key('Command line, run with the environment and the working directory of the process.', { examples: ['pg_isready -q'] })
  @IsString()
  @IsNotEmpty()
  command!: string;

  @Key('How long it may take; then it is killed, and the process counts as not alive.', { default: '5s' })
  @IsOptional()
  @IsPositiveDuration()
  timeout?: WireDuration;

  @Key('Time between two looks.', { default: '2s' })
  @IsOptional()
  @IsPositiveDuration()
  interval?: WireDuration;
}
