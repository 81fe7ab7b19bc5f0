import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILT_BIN, builtEnvironment, type CliResult, type ScratchDirectory } from '#testing';

const CURL = fileURLToPath(new URL('curl.mjs', import.meta.url));

/** Whether a program is installed here. */
export function isInstalled(program: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface ShellOptions {
  /** Use the stand-in for curl although there is a real one. */
  readonly curl?: 'real' | 'stand-in';
  readonly env?: Readonly<Record<string, string>>;
}

/** A user at a shell prompt in a directory: `provisr` is on the PATH, and so are `curl`, `jq` and `python`. */
export class UserShell {
  readonly #directory: ScratchDirectory;

  constructor(directory: ScratchDirectory) {
    this.#directory = directory;
    this.#program('provisr', `exec '${process.execPath}' '${BUILT_BIN}' "$@"`);
    this.#program('stand-ins/curl', `exec '${process.execPath}' '${CURL}' "$@"`);
    if (!isInstalled('curl')) this.#program('curl', `exec '${process.execPath}' '${CURL}' "$@"`);
    // What is asked of it is to pass JSON on.
    if (!isInstalled('jq')) this.#program('jq', 'exec cat');
    // The README's python programs are none of ours: something that runs.
    this.#program('python', 'exec sleep 600');
  }

  /** For programs that a daemon of the same user starts. */
  get path(): string {
    return `${join(this.#directory.path, 'bin')}:${process.env['PATH'] ?? ''}`;
  }

  /** Runs a script to its end. */
  run(script: string, options: ShellOptions = {}): Promise<CliResult> {
    return new Promise((resolve, reject) => {
      const child = this.start(script, options);
      let [stdout, stderr] = ['', ''];
      child.stdout?.on('data', (data: Buffer) => (stdout += data.toString()));
      child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  /** Starts a script; the caller ends it. */
  start(script: string, { curl = 'real', env = {} }: ShellOptions = {}): ChildProcess {
    const path = curl === 'real' ? this.path : `${join(this.#directory.path, 'bin', 'stand-ins')}:${this.path}`;
    return spawn('/bin/sh', ['-c', script], {
      cwd: this.#directory.path,
      env: { ...builtEnvironment(), PROVISR_HOME: join(this.#directory.path, 'home'), PROVISR_NO_AUTOSTART: '1', ...env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  #program(name: string, body: string): void {
    chmodSync(this.#directory.write(join('bin', name), `#!/bin/sh\n${body}\n`), 0o755);
  }
}
