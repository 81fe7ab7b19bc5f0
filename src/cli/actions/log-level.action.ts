import type { LogLevelsDto } from '#contract';
import { isLogArea, LOG_AREAS, LOG_LEVELS, type LogArea, type LogLevel } from '#contract/log-areas';
import type { Client } from '#client';
import { ProvisrError } from '#core/errors';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { renderLogLevels } from '../render/log-level-table.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';

export interface LogLevelArgs {
  /** An area; or a level, which is then that of all areas without one of their own. */
  readonly area?: string;
  readonly level?: string;
}

type Wish = LogLevel | 'default';

/** Shows the levels of the daemon's own log, or changes one and shows them then. */
export async function logLevel(client: Client, io: Io, args: LogLevelArgs): Promise<ExitCode> {
  const { area, level } = meaningOf(args);
  const levels: LogLevelsDto = level === null ? await client.daemon.logLevels() : await client.daemon.setLogLevel(level, area ?? undefined);
  await print(io, levels, () => renderLogLevels(io, levels, area));
  return EXIT_OK;
}

function meaningOf({ area, level }: LogLevelArgs): { readonly area: LogArea | null; readonly level: Wish | null } {
  if (area === undefined) return { area: null, level: null };
  if (level === undefined && isWish(area)) return { area: null, level: area };
  if (!isLogArea(area)) throw unknown('area', area, Object.keys(LOG_AREAS));
  if (level === undefined || isWish(level)) return { area, level: level ?? null };
  throw unknown('level', level, [...LOG_LEVELS, 'default']);
}

function isWish(text: string): text is Wish {
  return text === 'default' || (LOG_LEVELS as readonly string[]).includes(text);
}

function unknown(what: string, word: string, known: readonly string[]): ProvisrError {
  return new ProvisrError('PROVISR_USAGE_INVALID', `"${word}" is no ${what} of the daemon's log`, {
    hint: `there are: ${known.join(', ')}`,
  });
}
