import { stat } from 'node:fs/promises';

import { isUnfinishedCopy } from './interrupted-copy.js';
import { asidePath, type RotatedFile, rotatedFiles, rotatedPath } from './rotated-files.js';

/**
 * All files older than the live one, newest first: the one put aside has index 0. While that is being compressed, number 1 is
 * the copy in the making and left out.
 */
export async function olderFiles(path: string): Promise<RotatedFile[]> {
  const aside = await stat(asidePath(path)).catch(() => null);
  const rotated = await rotatedFiles(path);
  if (aside === null || aside.size === 0) return rotated;
  const copy = (await isUnfinishedCopy(path)) ? rotatedPath(path, 1, true) : null;
  const waiting = { path: asidePath(path), index: 0, compressed: false, mtimeMs: aside.mtimeMs, inode: aside.ino };
  return [waiting, ...rotated.filter((file) => file.path !== copy)];
}
