import { resolve } from 'node:path';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { hasWaitingParent, reportOf, tellParent } from '../daemonize/ready-message.js';
import { renderListening } from '../render/listening.js';
import type { Io } from '../terminal/io.js';
import { requireConfig, type ConfigArgs } from './config-argument.js';

export interface ServeArgs extends ConfigArgs {
  readonly daemonize?: boolean;
  readonly logfile?: string;
  readonly skipInvalid?: boolean;
}

/** Runs the daemon until it is told to end. Its signals are its own business. */
export async function serve(io: Io, args: ServeArgs): Promise<ExitCode> {
  const configPath = resolve(io.cwd, requireConfig(args, 'serve'));
  try {
    const { startDaemon } = await import('../../daemon/bootstrap.js');
    const daemon = await startDaemon({
      configPath,
      ...(args.logfile === undefined ? {} : { logFile: resolve(io.cwd, args.logfile) }),
      ...(args.skipInvalid === undefined ? {} : { skipInvalid: args.skipInvalid }),
    });
    await tellParent({ type: 'provisr.ready', pid: process.pid, urls: daemon.urls });
    if (!hasWaitingParent()) io.out(renderListening(daemon));
    await daemon.closed;
    return EXIT_OK;
  } catch (error) {
    await tellParent({ type: 'provisr.failed', error: reportOf(error) });
    throw error;
  }
}
