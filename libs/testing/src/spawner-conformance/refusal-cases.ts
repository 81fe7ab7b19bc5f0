/** What every spawner refuses, and how it says so. */
import { equal, match, rejects } from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProvisrError, type SpawnRequest } from '#core';
import type { ConformanceCase, Trial } from './trial.js';

interface Refusal {
  readonly of: string;
  readonly argv: readonly string[];
  readonly more?: Partial<SpawnRequest>;
  readonly message: RegExp;
  readonly errno?: string;
  readonly path?: string;
}

/** Longer than one argument may be: MAX_ARG_STRLEN, 128 KiB (execve(2)). */
const TOO_LONG = 'x'.repeat(200_000);

const REFUSALS: readonly Refusal[] = [
  {
    of: 'a path that does not exist',
    argv: ['/no/such/program'],
    message: /"\/no\/such\/program": no such file/,
    errno: 'ENOENT',
    path: '/no/such/program',
  },
  {
    of: 'a name that is not on the PATH',
    argv: ['no-such-program-anywhere'],
    message: /not found on the process's PATH/,
    errno: 'ENOENT',
    path: 'no-such-program-anywhere',
  },
  { of: 'a file that is not executable', argv: ['/etc/passwd'], message: /not executable/, errno: 'EACCES', path: '/etc/passwd' },
  { of: 'a directory', argv: ['/tmp'], message: /EISDIR/, errno: 'EISDIR', path: '/tmp' },
  {
    of: 'a work_dir that does not exist',
    argv: ['true'],
    more: { workDir: '/no/such/dir' },
    message: /work_dir \/no\/such\/dir cannot be entered/,
    errno: 'ENOENT',
    path: '/no/such/dir',
  },
  {
    of: 'a work_dir that is none',
    argv: ['true'],
    more: { workDir: '/etc/passwd' },
    message: /ENOTDIR/,
    errno: 'ENOTDIR',
    path: '/etc/passwd',
  },
  { of: 'an argument that is too long', argv: ['true', TOO_LONG], message: /cannot start "true": E2BIG/, errno: 'E2BIG' },
  { of: 'a user nobody knows', argv: ['true'], more: { user: 'no-such-user-here' }, message: /unknown user "no-such-user-here"/ },
  { of: 'a group nobody knows', argv: ['true'], more: { group: 'no-such-group-here' }, message: /unknown group "no-such-group-here"/ },
];

async function refuses({ run }: Trial, { argv, more, message, errno, path }: Refusal): Promise<void> {
  await rejects(run(argv, more), (error: unknown) => {
    if (!isProvisrError(error)) throw error;
    equal(error.code, 'PROVISR_SPAWN_FAILED');
    match(error.message, message);
    if (errno !== undefined) equal(error.details?.['errno'], errno);
    if (path !== undefined) equal(error.details?.['path'], path);
    return true;
  });
}

export const refusalCases: readonly ConformanceCase[] = [
  ...REFUSALS.map((refusal) => ({ name: `refuses ${refusal.of}, naming it`, check: (trial: Trial) => refuses(trial, refusal) })),
  {
    name: 'refuses a script whose interpreter does not exist',
    check: async (trial) => {
      const script = join(trial.directory, 'lost.sh');
      writeFileSync(script, '#!/no/such/interpreter\n', { mode: 0o755 });
      await refuses(trial, { of: '', argv: [script], message: /cannot start ".*lost\.sh": ENOENT/, errno: 'ENOENT', path: script });
    },
  },
  {
    name: 'refuses a NUL byte, which would cut the text short',
    check: async ({ run, directory }) => {
      const made = join(directory, 'made');
      await rejects(run(['touch', `${made}\0x`]), /argument 1 of "touch" contains a NUL byte/);
      await rejects(run(['true'], { env: { BAD: 'a\0b' } }), /variable "BAD" contains a NUL byte/);
      equal(existsSync(made), false);
    },
  },
];
