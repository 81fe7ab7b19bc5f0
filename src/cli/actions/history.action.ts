import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { paint } from '../render/colour.js';
import { renderEvent } from '../render/event-line.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';
import { selectorOf, type SelectorFlags } from './selection.js';

/** Which part of the past. */
export interface HistoryArgs extends SelectorFlags {
  readonly type?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Prints what has happened, in the order in which it did. */
export async function history(client: Client, io: Io, args: HistoryArgs): Promise<ExitCode> {
  const { type, since, until, limit, cursor } = args;
  const selector = selectorOf(args);
  const page = await client.events.history({
    ...(selector === null ? {} : { selector }),
    ...(type === undefined ? {} : { types: type.split(',') }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(limit === undefined ? {} : { limit }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  await print(io, page, () => {
    const more = page.next === null ? '' : paint(io, 'dim', `what came before: --cursor ${page.next}\n`);
    const lines = page.events.toReversed().map(({ event }) => renderEvent(io, event));
    return lines.length === 0 ? 'nothing has happened\n' : more + lines.join('');
  });
  return EXIT_OK;
}
