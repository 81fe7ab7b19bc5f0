import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exit, Spawner, SpawnRequest } from '#core';

/** What became of one process. */
export interface Ended {
  readonly pid: number;
  /** Both streams. */
  readonly out: string;
  readonly exit: Exit;
}

/** A spawner and a directory of its own to try it in. */
export interface Trial {
  readonly spawner: Spawner;
  readonly directory: string;
  /** Runs to the end. @throws what the spawner does */
  readonly run: (argv: readonly string[], more?: Partial<SpawnRequest>) => Promise<Ended>;
}

/** One thing that every spawner has to do. */
export interface ConformanceCase {
  /** A sentence without a subject. */
  readonly name: string;
  /** To be left out when not run by root. */
  readonly needsRoot?: boolean;
  /** @throws AssertionError of node:assert */
  readonly check: (trial: Trial) => Promise<void>;
}

/** A complete request for a process that reads nothing. */
export function plainRequest(argv: readonly string[], stdio: SpawnRequest['stdio']): SpawnRequest {
  return {
    argv,
    inheritedEnv: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    env: {},
    workDir: null,
    stdio,
    user: null,
    group: null,
    umask: null,
    nice: null,
    limits: {},
  };
}

/** Tries a spawner with real programs. @param directory for what they write */
export function trialOf(spawner: Spawner, directory: string): Trial {
  return {
    spawner,
    directory,
    run: async (argv, more = {}) => {
      const stdin = openSync('/dev/null', 'r');
      const file = join(directory, 'out');
      const output = openSync(file, 'w');
      try {
        const child = await spawner.spawn({ ...plainRequest(argv, [stdin, output, output]), ...more });
        const exit = await new Promise<Exit>((resolve) => child.onExit(resolve));
        return { pid: child.pid, out: readFileSync(file, 'utf8'), exit };
      } finally {
        closeSync(stdin);
        closeSync(output);
      }
    },
  };
}
