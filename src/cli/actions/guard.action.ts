import { resolve } from 'node:path';
import { asReadyMessage, hasWaitingParent, tellParent } from '../daemonize/ready-message.js';
import { keepHeapSmall } from '../daemonize/small-heap.js';
import type { ExitCode } from '../exit-code.js';
import type { Io } from '../terminal/io.js';
import { outliveClosedPipe } from '../terminal/process-io.js';
import { requireConfig } from './config-argument.js';
import type { ServeArgs } from './serve.action.js';

/** Runs the daemon beneath a guard, until it ends on purpose. */
export async function guard(io: Io, args: ServeArgs): Promise<ExitCode> {
  const config = resolve(io.cwd, requireConfig(args, 'serve'));
  outliveClosedPipe();
  keepHeapSmall();
  const { runGuard } = await import('../../guard/guard.js');
  const isQuiet = hasWaitingParent();
  return runGuard({
    argv: [
      'serve',
      config,
      ...(args.logfile === undefined ? [] : ['--logfile', resolve(io.cwd, args.logfile)]),
      ...(args.skipInvalid === true ? ['--skip-invalid'] : []),
    ],
    env: io.env,
    cwd: io.cwd,
    isReady: (message) => asReadyMessage(message)?.type === 'provisr.ready',
    onMessage: (message) => {
      const said = asReadyMessage(message);
      if (said === null) return;
      if (!isQuiet && said.type === 'provisr.ready') io.out(said.announcement);
      void tellParent(said);
    },
    note: (line) => io.err(`${line}\n`),
  });
}
