import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from '../errors.js';

/**
 * Makes a directory and its missing parents, like `mkdir -p`. Node's own `recursive` never returns where making a directory in an
 * existing one gives ENOENT, as below /proc, and takes the whole process along.
 *
 * @param path absolute
 * @param mode of each that is made, subject to the umask
 * @throws the system error of the first that cannot be made
 */
export function makeDirectory(path: string, mode: number): void {
  if (isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Somebody else was faster, or something that is no directory is in the way.
    if (errnoOf(error) !== 'EEXIST' || !isDirectory(path)) throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
