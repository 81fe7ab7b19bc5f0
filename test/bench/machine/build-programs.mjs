import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SOURCES = join(import.meta.dirname, '..', 'programs');
const NAMES = ['sleeper', 'line-writer', 'spawn-loop'];

/**
 * Compiles what the managers supervise. Small programs of C, because two hundred interpreters would measure the interpreter.
 * @param {string} directory where they go
 * @returns {{ sleeper: string, lineWriter: string, spawnLoop: string }} their paths
 */
export function buildPrograms(directory) {
  const [sleeper, lineWriter, spawnLoop] = NAMES.map((name) => build(name, directory));
  return { sleeper, lineWriter, spawnLoop };
}

function build(name, directory) {
  const path = join(directory, name);
  const { error, status, stderr } = spawnSync('gcc', ['-O2', '-static', '-o', path, join(SOURCES, `${name}.c`)], { encoding: 'utf8' });
  if (error) throw new Error(`gcc could not be started: ${error.message}; install it (Debian: apt-get install gcc libc6-dev)`);
  if (status !== 0) throw new Error(`gcc could not build ${name}.c:\n${stderr}`);
  return path;
}
