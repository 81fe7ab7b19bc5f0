import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { print } from '../render/print.js';
import { renderSummary } from '../render/status-summary.js';
import { renderStatuses } from '../render/status-table.js';
import type { Io } from '../terminal/io.js';
import { selectorOf, type SelectorFlags } from './selection.js';

export interface StatusArgs extends SelectorFlags {
  readonly config?: string;
  /** Milliseconds between two frames; 0 = without an interval. */
  readonly watch?: number;
}

const USAGE = { usage: true };

/** Shows what is selected, all of a file with `--config`, or everything; at each change with `--watch`. */
export async function status(client: Client, io: Io, args: StatusArgs): Promise<ExitCode> {
  if (args.watch === undefined) await show(client, io, args);
  else await watchStatus(client, io, args, args.watch);
  return EXIT_OK;
}

async function watchStatus(client: Client, io: Io, args: StatusArgs, everyMs: number): Promise<void> {
  const selector = selectorOf(args);
  const events = selector === null ? {} : { selector };
  const { watch } = await import('./watch.js');
  await watch(client, io, everyMs, { events, show: (frame) => show(client, frame, args) });
}

async function show(client: Client, io: Io, args: StatusArgs): Promise<void> {
  const selector = selectorOf(args);
  if (selector === null && args.config !== undefined) {
    const { statusOfFile } = await import('./file-programs.js');
    return statusOfFile(client, io, args.config);
  }
  const answer = selector === null ? await client.processes.list(USAGE) : await client.processes.status(selector, USAGE);
  await print(io, answer, () => {
    const rows = Array.isArray(answer) ? answer : [answer];
    return renderStatuses(io, rows) + renderSummary(io, rows);
  });
}
