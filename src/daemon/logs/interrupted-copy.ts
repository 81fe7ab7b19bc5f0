import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

import { errnoOf } from '#core';

import { asidePath, rotatedPath, unlinkIfThere } from './rotated-files.js';

/**
 * Repairs a compression that did not come to its end (the manager was killed, the disk was full): number 1 then is a whole or
 * partial copy of the file that is still waiting. The copy is removed and the older numbers move back, so that nothing is lost
 * and nothing is there twice.
 */
export async function discardInterruptedCopy(path: string): Promise<void> {
  if (!(await isUnfinishedCopy(path))) return;
  await unlinkIfThere(rotatedPath(path, 1, true));
  for (let index = 2; await moveIfThere(rotatedPath(path, index, true), rotatedPath(path, index - 1, true)); index += 1);
}

/** Whether number 1 is a copy of the file that was put aside, which itself is still there. */
export async function isUnfinishedCopy(path: string): Promise<boolean> {
  const copy = rotatedPath(path, 1, true);
  const source = asidePath(path);
  return (await isYounger(copy, source)) && (await isCopyOf(copy, source));
}

/** The previous number 1 was finished before the waiting file was; a copy of it is made after. */
async function isYounger(copy: string, source: string): Promise<boolean> {
  const [copied, original] = await Promise.all([copy, source].map((file) => stat(file).catch(() => null)));
  return copied != null && original != null && copied.mtimeMs >= original.mtimeMs;
}

async function isCopyOf(copy: string, source: string): Promise<boolean> {
  const original = await open(source, 'r').catch(() => null);
  if (original === null) return false;
  const unpacked = createGunzip();
  createReadStream(copy)
    .on('error', (error) => unpacked.destroy(error))
    .pipe(unpacked);
  let offset = 0;
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      if (!(await readAt(original, offset, piece.length)).equals(piece)) return false;
      offset += piece.length;
    }
    return true;
  } catch {
    // Ends in the middle of the compressed data: equal up to here, so a copy that was interrupted.
    return true;
  } finally {
    unpacked.destroy();
    await original.close();
  }
}

async function readAt(file: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, offset);
  return buffer.subarray(0, bytesRead);
}

async function moveIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
