import { execFile } from 'node:child_process';
import { chmodSync, constants, lstatSync, openSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';

import { messageOf, ProvisrError } from '../errors.js';
import { makeDirectory } from '../files/make-directory.js';
import type { LogStream } from './log-sink.js';

/**
 * Creates FIFO special files at paths that do not exist, mode 0600. A slot: Node has no mkfifo(3), so the default runs
 * the utility of the same name; a native binding may take its place.
 */
export type MakeFifos = (paths: readonly string[]) => Promise<void>;

const FIFO_MODE = 0o600;
const MAKE_TIMEOUT_MS = 10_000;

/** Where the FIFO of a stream lies: `<dir>/<process>.stdout` or `.stderr`. */
export function fifoPath(dir: string, process: string, stream: LogStream): string {
  return join(dir, `${process}.${stream}`);
}

/** Runs mkfifo(1) of POSIX once for all paths. */
export const makeFifosByUtility: MakeFifos = (paths) =>
  new Promise((resolve, reject) => {
    execFile('mkfifo', ['-m', '600', ...paths], { timeout: MAKE_TIMEOUT_MS }, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(stderr.trim() || error.message, { cause: error }));
    });
  });

/**
 * Makes sure that every path is a FIFO that only this user may open. Existing ones are kept with what is in them:
 * a live process may be writing there.
 *
 * @throws ProvisrError PROVISR_LOG_UNAVAILABLE when a path is something else or cannot be made
 */
export async function ensureFifos(paths: readonly string[], makeFifos: MakeFifos = makeFifosByUtility): Promise<void> {
  const missing = paths.filter((path) => !keepsFifo(path));
  if (missing.length === 0) return;
  try {
    for (const dir of new Set(missing.map((path) => dirname(path)))) makeDirectory(dir, 0o750);
    await makeFifos(missing);
  } catch (error) {
    throw new ProvisrError('PROVISR_LOG_UNAVAILABLE', `cannot make the FIFO ${missing.join(' and ')}: ${messageOf(error)}`, {
      hint: 'the directory of the pid files must be writable and on a file system that knows FIFOs',
      details: { paths: missing },
      cause: error,
    });
  }
}

/** Without the thread pool: it is asked before every start, and where others keep the pool busy a start would wait for them. */
function keepsFifo(path: string): boolean {
  const found = look(path);
  if (!found) return false;
  if (!found.isFIFO()) {
    throw new ProvisrError('PROVISR_LOG_UNAVAILABLE', `${path} exists and is not a FIFO`, {
      hint: 'move it away: the output of the process passes through a FIFO of this name',
      details: { path },
    });
  }
  if ((found.mode & 0o777) !== FIFO_MODE) chmodSync(path, FIFO_MODE);
  return true;
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new ProvisrError('PROVISR_LOG_UNAVAILABLE', `cannot look at ${path}: ${messageOf(error)}`, { details: { path }, cause: error });
  }
}

/**
 * The end for the process: read-write, so that there always is a reader (no SIGPIPE when the manager dies, fifo(7)) and
 * opening never waits; blocking, so that a full FIFO makes the writer wait. Open it before the read end, or that one
 * sees an end of file. The caller closes it once the process holds it.
 */
export function openWriteEnd(path: string): number {
  return openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
}

/** The manager's end: an open file description of its own, so that O_NONBLOCK does not reach the process. */
export function openReadEnd(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
}
