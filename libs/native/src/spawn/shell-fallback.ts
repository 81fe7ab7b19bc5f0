import { closeSync, openSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import type { SpawnArguments } from './spawn-calls.js';

const HEAD_BYTES = 128;

/** Binary formats have NUL bytes near their beginning, scripts have none. */
function isText(file: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  const fd = openSync(file, 'r');
  try {
    return !head.subarray(0, readSync(fd, head)).includes(0);
  } finally {
    closeSync(fd);
  }
}

/** What execvp(3) does with a script that has no `#!` line: `sh` runs it. `null` for any other refusal, and for foreign binaries. */
export function fallbackPlan(errno: number, what: SpawnArguments): SpawnArguments | null {
  if (errno !== constants.errno.ENOEXEC) return null;
  try {
    if (!isText(what.file)) return null;
  } catch {
    return null; // executable and not readable: sh could not read it either
  }
  return { ...what, file: '/bin/sh', argv: [what.argv[0]!, what.file, ...what.argv.slice(1)] };
}
