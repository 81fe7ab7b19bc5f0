import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { renderGroup } from '../render/group-table.js';
import { print } from '../render/print.js';
import { withProgress } from '../render/progress.js';
import type { Io } from '../terminal/io.js';
import { printMutation } from './print-mutation.js';
import { waitOptions, type WaitFlags } from './wait.js';

export interface GroupArgs extends WaitFlags {
  readonly group: string;
}

/** Starts all members. */
export async function groupStart(client: Client, io: Io, args: GroupArgs): Promise<ExitCode> {
  await printMutation(io, await withProgress(io, `starting ${args.group}`, client.groups.start(args.group, waitOptions(args))));
  return EXIT_OK;
}

/** Stops all members. */
export async function groupStop(client: Client, io: Io, args: GroupArgs): Promise<ExitCode> {
  await printMutation(io, await withProgress(io, `stopping ${args.group}`, client.groups.stop(args.group, waitOptions(args))));
  return EXIT_OK;
}

/** Restarts all members. */
export async function groupRestart(client: Client, io: Io, args: GroupArgs): Promise<ExitCode> {
  await printMutation(io, await withProgress(io, `restarting ${args.group}`, client.groups.restart(args.group, waitOptions(args))));
  return EXIT_OK;
}

/** Shows the instances of each member. */
export async function groupStatus(client: Client, io: Io, args: GroupArgs): Promise<ExitCode> {
  const answer = await client.groups.status(args.group, { usage: true });
  await print(io, answer, () => renderGroup(io, answer));
  return EXIT_OK;
}
