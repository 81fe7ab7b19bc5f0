import type { Client } from '#client';
import { ProvisrError } from '#core/errors';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import type { Io } from '../terminal/io.js';
import type { SortKey } from '../top/sort-keys.js';

export interface TopArgs {
  /** Part of a name, or a pattern with `*`. */
  readonly filter?: string;
  readonly sort?: SortKey;
}

/**
 * Shows processes live, and starts, stops and restarts them by key, until the user leaves.
 * @throws ProvisrError PROVISR_USAGE_INVALID where there is no terminal
 */
export async function top(client: Client, io: Io, args: TopArgs): Promise<ExitCode> {
  requireTerminal(io);
  // React without it is its development build, which measures every frame and keeps the figures for ever.
  process.env['NODE_ENV'] = 'production';
  const { runTop } = await import('../top/run-top.js');
  await runTop(client, { hasColour: io.hasColour, filter: args.filter ?? '', sort: args.sort ?? 'name' });
  return EXIT_OK;
}

function requireTerminal(io: Io): void {
  const hint = "'provisr status' prints the same once, 'provisr status --watch' at each change";
  if (io.format !== 'table') throw new ProvisrError('PROVISR_USAGE_INVALID', `top is for people and has no form as ${io.format}`, { hint });
  if (!io.isTty || process.stdin.isTTY !== true)
    throw new ProvisrError('PROVISR_USAGE_INVALID', `top needs a terminal, and standard ${io.isTty ? 'input' : 'output'} is none`, {
      hint,
    });
  if (io.env['TERM'] === 'dumb')
    throw new ProvisrError('PROVISR_USAGE_INVALID', 'top needs a terminal whose cursor can be moved, and TERM=dumb is none', { hint });
}
