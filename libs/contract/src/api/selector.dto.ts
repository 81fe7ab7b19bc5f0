import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { Type } from 'class-transformer';
import { Key } from '../schema/key.js';
import { IsDuration } from '../validation/wire-validators.js';

/** Which processes are meant: exactly one of the three. */
export class SelectorQueryDto {
  @Key('One process, or all instances of a base name.')
  @IsOptional()
  @IsString()
  name?: string;

  @Key('`web` means `web` and `web-<number>`, not `web-admin`.')
  @IsOptional()
  @IsString()
  base?: string;

  @Key('`*` stands for any run of characters.')
  @IsOptional()
  @IsString()
  wildcard?: string;
}

const USAGE = 'Tell also what each process uses of processor and memory.';
const FLAG_VALUES = ['true', 'false', '1', '0', ''];

/** How much is told. */
export class UsageQueryDto {
  @Key(USAGE, { default: false })
  @IsOptional()
  @IsIn(FLAG_VALUES)
  usage?: string;
}

/** A selector and how much is told. */
export class StatusQueryDto extends SelectorQueryDto {
  @Key(USAGE, { default: false })
  @IsOptional()
  @IsIn(FLAG_VALUES)
  usage?: string;
}

/** A selector and how long to wait for the effect. */
export class ActionQueryDto extends SelectorQueryDto {
  @Key('How long to wait for the effect, e.g. `5s`. `0s`: answer at once.')
  @IsOptional()
  @IsDuration()
  wait?: string;
}

/** How long to wait for the effect of what needs no selector. */
export class WaitQueryDto {
  @Key('How long to wait for the effect, e.g. `5s`. `0s`: answer at once.')
  @IsOptional()
  @IsDuration()
  wait?: string;
}

/** How a definition is replaced. */
export class UpdateQueryDto extends WaitQueryDto {
  @Key('Say what would be done, and do nothing.', { default: false })
  @IsOptional()
  @IsIn(FLAG_VALUES)
  dry_run?: string;
}

/** Which group is meant. */
export class GroupQueryDto extends WaitQueryDto {
  @Key('Name of the group.')
  @IsString()
  @Matches(/./, { message: 'must name a group' })
  group!: string;
}

/** Which group is meant, and how much is told of its members. */
export class GroupStatusQueryDto extends UsageQueryDto {
  @Key('Name of the group.')
  @IsString()
  @Matches(/./, { message: 'must name a group' })
  group!: string;
}

/** Which lines of a log. */
export class LogQueryDto {
  @Key('Which stream.', { default: 'both' })
  @IsOptional()
  @IsIn(['stdout', 'stderr', 'both'])
  stream?: 'stdout' | 'stderr' | 'both';

  @Key('How many of the last lines.', { default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  tail?: number;

  @Key('Only lines after this moment (RFC 3339), or of the last while (`10m`).')
  @IsOptional()
  @IsString()
  since?: string;

  @Key('Go on with new lines as server-sent events.', { default: false })
  @IsOptional()
  @IsIn(FLAG_VALUES)
  follow?: string;
}
