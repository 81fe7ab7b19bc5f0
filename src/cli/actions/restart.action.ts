import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { withProgress } from '../render/progress.js';
import type { Io } from '../terminal/io.js';
import { printMutation } from './print-mutation.js';
import { requireSelector, selectorOf } from './selection.js';
import type { StopArgs } from './stop.action.js';
import { waitOptions } from './wait.js';

/** Stops and starts again what is selected. */
export async function restart(client: Client, io: Io, args: StopArgs): Promise<ExitCode> {
  if (selectorOf(args) === null && args.config !== undefined) {
    const { operateOnFile } = await import('./file-programs.js');
    await operateOnFile(client, io, args.config, {
      order: 'first-first',
      doing: 'restarting',
      run: (name) => client.processes.restart({ name }, waitOptions(args)),
    });
    return EXIT_OK;
  }
  await printMutation(
    io,
    await withProgress(io, 'restarting', client.processes.restart(requireSelector(args, 'restart'), waitOptions(args))),
  );
  return EXIT_OK;
}
