import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
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

/**
 * The file that execvp(3) would execute, searched on the *child's* PATH.
 * @throws ProvisrError PROVISR_SPAWN_FAILED with `details.errno` (ENOENT, EACCES, …) and `details.path`
 */
export function findExecutable(program: string, env: Readonly<Record<string, string>>, workDir: string | null): string {
  const base = workDir ?? process.cwd();
  const candidates = program.includes('/')
    ? [isAbsolute(program) ? program : resolve(base, program)]
    : (env['PATH'] ?? DEFAULT_PATH).split(delimiter).map((dir) => join(resolve(base, dir || '.'), program));
  let worst = 'ENOENT';
  for (const candidate of candidates) {
    const problem = problemOf(candidate);
    if (problem === null) return candidate;
    if (problem !== 'ENOENT' && problem !== 'ENOTDIR') worst = problem;
  }
  const reason =
    worst === 'ENOENT'
      ? program.includes('/')
        ? 'no such file'
        : "not found on the process's PATH"
      : worst === 'EACCES'
        ? 'not executable'
        : worst;
  throw new ProvisrError('PROVISR_SPAWN_FAILED', `cannot execute "${program}": ${reason}`, { details: { errno: worst, path: program } });
}
