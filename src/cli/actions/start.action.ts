import { ProvisrError } from '#core/errors';
import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { withProgress } from '../render/progress.js';
import type { Io } from '../terminal/io.js';
import { printMutation } from './print-mutation.js';
import { requireSelector, selectorOf, type SelectorFlags } from './selection.js';
import { specOf, type SpecFlags } from './spec-flags.js';
import { waitOptions, type WaitFlags } from './wait.js';

export interface StartArgs extends SelectorFlags, SpecFlags, WaitFlags {
  readonly cmd?: string;
  readonly config?: string;
}

/** Creates and starts with `--cmd`; starts what is known without; everything of a file with `--config`. */
export async function start(client: Client, io: Io, args: StartArgs): Promise<ExitCode> {
  if (args.cmd !== undefined) return launch(client, io, args, args.cmd);
  const unused = specFlagsIn(args);
  if (unused.length > 0)
    throw new ProvisrError('PROVISR_USAGE_INVALID', `${unused.join(', ')} can be given only together with --cmd`, {
      hint: "change a known process with 'provisr register' or its file",
    });
  if (selectorOf(args) === null && args.config !== undefined) {
    const { startFile } = await import('./start-file.js');
    await startFile(client, io, args.config, waitOptions(args));
    return EXIT_OK;
  }
  await printMutation(io, await withProgress(io, 'starting', client.processes.start(requireSelector(args, 'start'), waitOptions(args))));
  return EXIT_OK;
}

async function launch(client: Client, io: Io, args: StartArgs, command: string): Promise<ExitCode> {
  if (args.name === undefined || args.base !== undefined || args.wildcard !== undefined) {
    throw new ProvisrError('PROVISR_USAGE_INVALID', '--cmd needs --name, and neither --base nor --wildcard', {
      hint: 'write: provisr start --name demo --cmd "sleep 10"',
    });
  }
  const spec = specOf(args.name, command, withWorkDir(args, client, io), io);
  await printMutation(io, await withProgress(io, `starting ${spec.name}`, client.processes.launch(spec, waitOptions(args))));
  return EXIT_OK;
}

/** A daemon behind a socket shares our file system: `--cmd ./server` means the one here. */
function withWorkDir(args: StartArgs, client: Client, io: Io): SpecFlags {
  return args.workDir === undefined && client.address.startsWith('unix:') ? { ...args, workDir: io.cwd } : args;
}

const SPEC_FLAGS: Readonly<Record<keyof SpecFlags, string>> = {
  retries: '--retries',
  retryInterval: '--retry-interval',
  autoRestart: '--auto-restart',
  restartInterval: '--restart-interval',
  startDuration: '--start-duration',
  instances: '--instances',
  priority: '--priority',
  workDir: '--work-dir',
  env: '--env',
  pidFile: '--pid-file',
  logDir: '--log-dir',
  detached: '--detached',
};

function specFlagsIn(args: StartArgs): string[] {
  return Object.entries(SPEC_FLAGS).flatMap(([key, flag]) => (args[key as keyof SpecFlags] === undefined ? [] : [flag]));
}
