import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { print } from '../render/print.js';
import { renderStatuses } from '../render/status-table.js';
import type { Io } from '../terminal/io.js';
import { selectorOf, type SelectorFlags } from './selection.js';

export interface StatusArgs extends SelectorFlags {
  readonly config?: string;
}

/** Shows what is selected, all of a file with `--config`, or everything. */
export async function status(client: Client, io: Io, args: StatusArgs): Promise<ExitCode> {
  const selector = selectorOf(args);
  if (selector === null && args.config !== undefined) {
    const { statusOfFile } = await import('./file-programs.js');
    await statusOfFile(client, io, args.config);
    return EXIT_OK;
  }
  const answer = selector === null ? await client.processes.list() : await client.processes.status(selector);
  await print(io, answer, () => renderStatuses(io, Array.isArray(answer) ? answer : [answer]));
  return EXIT_OK;
}
