import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { errnoOf, ProvisrError } from '../errors.js';

/** What execvp(3) searches when the environment has no PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

function problemOf(path: string): string | null {
  try {
    if (statSync(path).isDirectory()) return 'EISDIR';
    accessSync(path, constants.X_OK);
    return null;
  } catch (error) {
    return errnoOf(error) ?? 'ENOENT';
  }
}

function candidatesFor(program: string, path: string, base: string): readonly string[] {
  if (program.includes('/')) return [resolve(base, program)];
  return path.split(delimiter).map((dir) => join(resolve(base, dir || '.'), program));
}

function notExecutable(program: string, errno: string): ProvisrError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: program.includes('/') ? 'no such file' : "not found on the process's PATH",
    EACCES: 'not executable',
    EISDIR: 'it is a directory (EISDIR)',
  };
  return new ProvisrError('PROVISR_SPAWN_FAILED', `cannot execute "${program}": ${reasons[errno] ?? errno}`, {
    details: { errno, path: program },
  });
}

/**
 * The file that execvp(3) would execute, searched on the *child's* PATH.
 * @throws ProvisrError PROVISR_SPAWN_FAILED with `details.errno` (ENOENT, EACCES, …) and `details.path`
 */
export function findExecutable(program: string, env: Readonly<Record<string, string>>, workDir: string | null): string {
  let worst = 'ENOENT';
  for (const candidate of candidatesFor(program, env['PATH'] ?? DEFAULT_PATH, workDir ?? process.cwd())) {
    const problem = problemOf(candidate);
    if (problem === null) return candidate;
    if (problem !== 'ENOENT' && problem !== 'ENOTDIR') worst = problem;
  }
  throw notExecutable(program, worst);
}
