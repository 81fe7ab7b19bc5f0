import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, ProvisrError } from '#core/errors';
import { asReadyMessage, errorOf } from './ready-message.js';

/** How a daemon in the background is started. */
export interface DaemonLaunch {
  /** Arguments of `provisr`, beginning with `serve`. */
  readonly argv: readonly string[];
  /** Where its own output goes, absolute; `null` = nowhere. */
  readonly logfile: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory: relative paths mean the same as in the foreground. */
  readonly cwd: string;
}

/** A daemon that answers. */
export interface StartedDaemon {
  readonly pid: number;
  readonly urls: readonly string[];
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Starts the daemon in a session of its own and waits until its API answers. Interrupting the wait ends the daemon too.
 * @throws ProvisrError what the daemon gave as reason, or PROVISR_UNEXPECTED when it died without one
 */
export async function spawnDaemon(launch: DaemonLaunch): Promise<StartedDaemon> {
  const output = launch.logfile === null ? 'ignore' : openLog(launch.logfile);
  const script = process.argv[1] ?? '';
  const child = spawn(process.execPath, [...process.execArgv, script, ...launch.argv], {
    cwd: launch.cwd,
    // Started from within a supervised process it is none of what that one has started, and does not end with it.
    env: { ...launch.env, PROVISR_RUN_ID: undefined },
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  if (typeof output === 'number') closeSync(output);
  const interrupt = (): void => void child.kill('SIGTERM');
  for (const signal of ENDING_SIGNALS) process.on(signal, interrupt);
  try {
    return await answerOf(child, launch.logfile);
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, interrupt);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function answerOf(child: ChildProcess, logfile: string | null): Promise<StartedDaemon> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.on('message', (value) => {
      const message = asReadyMessage(value);
      if (message?.type === 'provisr.ready') resolve({ pid: message.pid, urls: message.urls });
      if (message?.type === 'provisr.failed') reject(errorOf(message.error));
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const hint = logfile === null ? 'run it without --daemonize, or with --logfile, to see why' : `see ${logfile}`;
      reject(new ProvisrError('PROVISR_UNEXPECTED', `the daemon ended before it was ready (${how})`, { hint }));
    });
  });
}

function openLog(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    return openSync(path, 'a', 0o640);
  } catch (cause) {
    throw new ProvisrError('PROVISR_CONFIG_INVALID', `cannot open the log file ${path}: ${messageOf(cause)}`, {
      hint: 'choose another one with --logfile',
      cause,
    });
  }
}
