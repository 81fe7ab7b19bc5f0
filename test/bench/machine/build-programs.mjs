import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';

const SOURCES = join(import.meta.dirname, '..', 'programs');
const INTAKE = join(import.meta.dirname, '..', 'intake');

/**
 * Compiles what the managers supervise, and what is measured beside them. Small programs of C, because two hundred interpreters would measure
 * the interpreter.
 * @param {string} directory where they go
 * @returns {Record<'sleeper' | 'lineWriter' | 'spawnLoop' | 'restartLoop' | 'flood' | 'ceiling', string>} their paths
 */
export function buildPrograms(directory) {
  const built = (folder, name) => buildProgram(join(folder, `${name}.c`), directory);
  return {
    sleeper: built(SOURCES, 'sleeper'),
    lineWriter: built(SOURCES, 'line-writer'),
    spawnLoop: built(SOURCES, 'spawn-loop'),
    restartLoop: built(SOURCES, 'restart-loop'),
    flood: built(INTAKE, 'flood'),
    ceiling: built(INTAKE, 'ceiling'),
  };
}

/** Compiles one file of C. @returns {string} path of the program */
export function buildProgram(source, directory) {
  const name = basename(source, '.c');
  const path = join(directory, name);
  const { error, status, stderr } = spawnSync('gcc', ['-O2', '-static', '-o', path, source], { encoding: 'utf8' });
  if (error) throw new Error(`gcc could not be started: ${error.message}; install it (Debian: apt-get install gcc libc6-dev)`);
  if (status !== 0) throw new Error(`gcc could not build ${name}.c:\n${stderr}`);
  return path;
}
