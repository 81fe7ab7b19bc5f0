import { resolve } from 'node:path';
import type { ProcessSpecInput } from '#client';
import type { Io } from '../terminal/io.js';

/** The flags of `start` and `register` that make up a specification. Durations as they were written. */
export interface SpecFlags {
  readonly retries?: number;
  readonly retryInterval?: string;
  readonly autoRestart?: boolean | 'on-failure';
  readonly restartInterval?: string;
  readonly startDuration?: string;
  readonly instances?: number;
  readonly priority?: number;
  readonly workDir?: string;
  readonly env?: readonly string[];
  readonly pidFile?: string;
  readonly logDir?: string;
  readonly detached?: boolean;
}

/** Flag → key of the specification, for those that are taken over as they are. */
const PLAIN = {
  retries: 'retry_count',
  retryInterval: 'retry_interval',
  autoRestart: 'auto_restart',
  restartInterval: 'restart_interval',
  startDuration: 'start_duration',
  instances: 'instances',
  priority: 'priority',
  env: 'env',
  detached: 'detached',
} as const satisfies Partial<Record<keyof SpecFlags, keyof ProcessSpecInput>>;

/** The specification of the flags, with nothing in it that was not given. Paths are made absolute here, where the reader of the command line is. */
export function specOf(name: string, command: string, flags: SpecFlags, io: Pick<Io, 'cwd'>): ProcessSpecInput {
  const plain = Object.entries(PLAIN).flatMap(([flag, key]) => {
    const value = flags[flag as keyof typeof PLAIN];
    return value === undefined ? [] : [[key, value]];
  });
  return {
    name,
    command,
    ...(Object.fromEntries(plain) as Partial<ProcessSpecInput>),
    ...(flags.workDir === undefined ? {} : { work_dir: resolve(io.cwd, flags.workDir) }),
    ...(flags.pidFile === undefined ? {} : { pid_file: resolve(io.cwd, flags.pidFile) }),
    ...(flags.logDir === undefined ? {} : { log: { dir: resolve(io.cwd, flags.logDir) } }),
  };
}
