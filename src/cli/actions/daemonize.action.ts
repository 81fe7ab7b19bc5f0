import { dirname, resolve } from 'node:path';
import { readDocument } from '../connect/config-document.js';
import { spawnDaemon } from '../daemonize/spawn-daemon.js';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';
import { requireConfig } from './config-argument.js';
import type { ServeArgs } from './serve.action.js';

/** Starts the daemon in the background and returns when its API answers. */
export async function daemonize(io: Io, args: ServeArgs): Promise<ExitCode> {
  const config = resolve(io.cwd, requireConfig(args, 'serve'));
  const logfile = args.logfile === undefined ? await configuredLogfile(config) : resolve(io.cwd, args.logfile);
  const argv = [
    'serve',
    config,
    ...(args.logfile === undefined ? [] : ['--logfile', resolve(io.cwd, args.logfile)]),
    ...(args.skipInvalid === true ? ['--skip-invalid'] : []),
    ...(args.guard === true ? ['--guard'] : []),
  ];
  const { pid, urls } = await spawnDaemon({ argv, logfile, env: io.env, cwd: io.cwd });
  await print(io, { ok: true, pid, urls }, () => {
    const places = io.isTty ? urls.map((url) => `listening on ${url}\n`) : [];
    return `Daemon started with PID ${pid}\n${places.join('')}`;
  });
  return EXIT_OK;
}

/** `[server].logfile`; a file that cannot be read is the daemon's to report, with every place that is wrong. */
async function configuredLogfile(config: string): Promise<string | null> {
  try {
    const server = (await readDocument(config))['server'] as { logfile?: unknown } | undefined;
    return typeof server?.logfile === 'string' ? resolve(dirname(config), server.logfile) : null;
  } catch {
    return null;
  }
}
