import { spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { DaemonBench } from '#testing';

const SOURCE = new URL('./faults.c', import.meta.url).pathname;

/** Whether this machine has a C compiler, which the faults need. */
export const hasCompiler = spawnSync('cc', ['--version']).status === 0;

/** One kind of system call that fails from now on, on paths that contain `part`. */
export interface Fault {
  readonly call: 'write' | 'rename' | 'spawn';
  readonly error: 'ENOSPC' | 'EIO' | 'EAGAIN' | 'EDQUOT' | 'ENOMEM';
  /** @default any path */
  readonly part?: string;
}

/** System calls of a daemon, to fail while it runs. */
export class Faults {
  readonly #file: string;
  readonly #library: string;
  #faults: readonly Fault[] = [];
  #clockSeconds = 0;

  /** Compiles what does it. */
  constructor(bench: DaemonBench) {
    this.#file = join(bench.directory.path, 'faults');
    this.#library = join(bench.directory.path, 'faults.so');
    const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', this.#library, SOURCE, '-ldl'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`cc: ${built.stderr}`);
    this.#write();
  }

  /** For the daemon alone: what it starts has an environment of its own. */
  get env(): Readonly<Record<string, string>> {
    return { LD_PRELOAD: this.#library, PROVISR_TEST_FAULTS: this.#file };
  }

  /** Exactly these from now on. */
  set(...faults: readonly Fault[]): void {
    this.#faults = faults;
    this.#write();
  }

  /** The time of day is so much off from now on, s. */
  shiftClock(seconds: number): void {
    this.#clockSeconds = seconds;
    this.#write();
  }

  #write(): void {
    const lines = this.#faults.map(({ call, error, part }) => `${call} ${constants.errno[error]} ${part ?? '-'}\n`);
    // In one step: it is read all the time.
    writeFileSync(`${this.#file}.new`, `${lines.join('')}${this.#clockSeconds === 0 ? '' : `clock ${this.#clockSeconds} -\n`}`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}
