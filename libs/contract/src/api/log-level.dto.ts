import { IsIn, IsOptional } from 'class-validator';
import { LOG_AREAS, LOG_LEVELS, type LogArea, type LogLevel } from '../log-areas.js';
import { Key } from '../schema/key.js';

/** How much the daemon tells in its own log at present. */
export interface LogLevelsDto {
  /** Of areas that have no level of their own. */
  readonly level: LogLevel;
  /** The level in force of every area. */
  readonly areas: Readonly<Record<LogArea, LogLevel>>;
  /** Areas whose level was set at run time, `all` for `level`: so until it is reset, the configuration is reloaded, or the daemon ends. */
  readonly changed: readonly (LogArea | 'all')[];
}

/** What a change made of it. */
export interface LogLevelsResultDto extends LogLevelsDto {
  readonly ok: true;
}

/** Of a request that leaves the level to the configuration again. */
export const DEFAULT_LEVEL = 'default';

/** Which level for what. */
export class LogLevelQueryDto {
  @Key('The new level; `default`: as the configuration has it.')
  @IsIn([...LOG_LEVELS, DEFAULT_LEVEL])
  level!: LogLevel | typeof DEFAULT_LEVEL;

  @Key('Only of this area; without it, of all areas that have no level of their own.')
  @IsOptional()
  @IsIn(Object.keys(LOG_AREAS))
  area?: LogArea;
}
