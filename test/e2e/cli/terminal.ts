import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { BUILT_BIN, builtEnvironment } from '#testing';

/** Whether there is script(1) of util-linux, which makes pseudo-terminals. */
export const HAS_SCRIPT = (spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '').includes('util-linux');

/** A command that runs in a terminal of its own. */
export interface TerminalRun {
  /** Types keys. */
  type(keys: string): void;
  /** Everything it has written so far, with what terminals obey. */
  raw(): string;
  /** The same without that, and without what was written before {@link forget} was last called. */
  shown(): string;
  forget(): void;
  /** Sends a signal to the command itself. */
  signal(signal: NodeJS.Signals): void;
  /** Its exit code as script(1) passes it on: 128 and its number for a signal. */
  readonly ended: Promise<number | null>;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Runs `provisr` as at a terminal of 100 columns and 24 lines. The caller ends it, also when its test fails. */
export function inTerminal(args: readonly string[], env: Readonly<Record<string, string>> = {}): TerminalRun {
  const words = [process.execPath, BUILT_BIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qfec', `stty rows 24 cols 100; exec ${words}`, '/dev/null'], {
    env: { ...builtEnvironment(), PROVISR_NO_AUTOSTART: '1', TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  let seen = 0;
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    type: (keys) => void child.stdin.write(keys),
    raw: () => text,
    shown: () => stripVTControlCharacters(text.slice(seen)),
    forget: () => void (seen = text.length),
    signal: (signal) => process.kill(onlyChildOf(child.pid!), signal),
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function onlyChildOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}
