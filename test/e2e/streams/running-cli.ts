import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BUILT_BIN, builtEnvironment } from '#testing';

/** A command that goes on. */
export interface RunningCli {
  stdout(): string;
  stderr(): string;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it has ended, with everything it printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Ends it where it has not ended; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts `provisr` as a user would. The caller ends it, also when its test fails. */
export function runningCli(args: readonly string[]): RunningCli {
  const env = { ...builtEnvironment(), PROVISR_NO_AUTOSTART: '1' };
  const child = spawn(process.execPath, [BUILT_BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null }));
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    signal: (signal) => void child.kill(signal),
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
