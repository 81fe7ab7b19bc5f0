import { constants, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProvisrError } from '../errors.js';
import { makeDirectory } from '../files/make-directory.js';

/** fifo(7): opened for one direction it waits for the other end, and the whole manager with it; for both it does not. */
const WITHOUT_WAITING = constants.O_RDWR;

/**
 * Opens what a process reads from. From a FIFO it gets what anybody writes there, and never an end.
 * @param path `null` = nothing to read
 * @throws the system error, or PROVISR_SPAWN_FAILED for a directory
 */
export function openStdin(path: string | null): number {
  if (path === null) return openSync('/dev/null', 'r');
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new ProvisrError('PROVISR_SPAWN_FAILED', `stdin ${path} is a directory`);
  return openSync(path, found?.isFIFO() ? WITHOUT_WAITING : constants.O_RDONLY | constants.O_NOCTTY);
}

/**
 * Opens a file that a process writes itself. One that has reached its size is put aside first.
 * @param path `null` = its output goes nowhere
 * @param maxSizeBytes 0 = never put aside
 * @throws the system error
 */
export function openOwnLog(path: string | null, maxSizeBytes: number): number {
  if (path === null) return openSync('/dev/null', 'w');
  makeDirectory(dirname(path), 0o750);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFIFO()) return openSync(path, WITHOUT_WAITING);
  if (maxSizeBytes > 0 && found?.isFile() && found.size >= maxSizeBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o640);
}
