import { IsIn, IsOptional } from 'class-validator';
import { LOG_AREAS, LOG_LEVELS, type LogArea, type LogLevel } from '../log-areas.js';
import { Key } from '../schema/key.js';
import { Table } from '../validation/nested.js';

/** Levels of single areas: a key for each of {@link LOG_AREAS}. */
export class AreaLevelsDto {
  readonly [area: string]: LogLevel;
}

for (const [area, about] of Object.entries(LOG_AREAS)) {
  Key(`${about.charAt(0).toUpperCase()}${about.slice(1)}.`)(AreaLevelsDto.prototype, area);
  IsOptional()(AreaLevelsDto.prototype, area);
  IsIn([...LOG_LEVELS])(AreaLevelsDto.prototype, area);
}

/** How much the daemon tells in its own log. */
export class DaemonLogDto {
  @Key('Least important lines that are written.', { default: 'info' })
  @IsOptional()
  @IsIn([...LOG_LEVELS])
  level?: LogLevel;

  @Key('The same for single areas.')
  @IsOptional()
  @Table(() => AreaLevelsDto)
  levels?: AreaLevelsDto & Partial<Record<LogArea, LogLevel>>;
}
