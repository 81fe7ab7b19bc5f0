import { resolve } from 'node:path';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { packageVersion } from '../program/package-version.js';
import type { Io } from '../terminal/io.js';
import { requireConfig } from './config-argument.js';
import type { ServeArgs } from './serve.action.js';

/** Rehearses the start of the daemon beside the one that is at work, and says whether this program could go on in its place. */
export async function checkUpgrade(io: Io, args: ServeArgs): Promise<ExitCode> {
  const configFile = resolve(io.cwd, requireConfig(args, 'serve'));
  const { rehearseDaemon } = await import('#daemon');
  const { pidDir, stateVersion, obstacle } = await rehearseDaemon({
    configFile,
    ...(args.skipInvalid === undefined ? {} : { skipInvalid: args.skipInvalid }),
  });
  io.out(`${JSON.stringify({ version: packageVersion(), node: process.versions.node, stateVersion, obstacle, pidDir })}\n`);
  return EXIT_OK;
}
