import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { withProgress } from '../render/progress.js';
import type { Io } from '../terminal/io.js';
import { printMutation } from './print-mutation.js';
import { requireSelector, selectorOf, type SelectorFlags } from './selection.js';
import { waitOptions, type WaitFlags } from './wait.js';

export interface StopArgs extends SelectorFlags, WaitFlags {
  readonly config?: string;
}

/** Stops and returns when the process groups are gone. */
export async function stop(client: Client, io: Io, args: StopArgs): Promise<ExitCode> {
  if (selectorOf(args) === null && args.config !== undefined) {
    const { operateOnFile } = await import('./file-programs.js');
    await operateOnFile(client, io, args.config, {
      order: 'last-first',
      doing: 'stopping',
      run: (name) => client.processes.stop({ name }, waitOptions(args)),
    });
    return EXIT_OK;
  }
  await printMutation(io, await withProgress(io, 'stopping', client.processes.stop(requireSelector(args, 'stop'), waitOptions(args))));
  return EXIT_OK;
}
