import { readdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { errnoOf } from '#core';

/** A file that was rotated away. The higher the index, the older. */
export interface RotatedFile {
  readonly path: string;
  readonly index: number;
  readonly compressed: boolean;
  readonly mtimeMs: number;
  readonly inode: number;
}

/** The name of the rotated file `index` (1 = newest) of a log file. */
export function rotatedPath(path: string, index: number, compressed: boolean): string {
  return `${path}.${index}${compressed ? '.gz' : ''}`;
}

/** The name a full file has between being replaced by a new one and being number 1. */
export function asidePath(path: string): string {
  return `${path}.rotating`;
}

/**
 * The rotated files of a log file, newest first. Where compression was switched on or off meanwhile, plain and compressed ones
 * are each in the order of their numbers and merged by time.
 */
export async function rotatedFiles(path: string): Promise<RotatedFile[]> {
  const found = (await Promise.all((await namesBeside(path)).map((name) => describe(path, name)))).filter((file) => file !== null);
  const byIndex = found.sort((left, right) => left.index - right.index);
  return merge(
    byIndex.filter((file) => file.compressed),
    byIndex.filter((file) => !file.compressed),
  );
}

/** Which rotated files to keep. */
export interface Retention {
  readonly maxBackups: number;
  /** 0 = no limit. */
  readonly maxAgeDays: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes rotated files that are too many or too old. */
export async function removeExpired(path: string, retention: Retention, nowEpochMs: number): Promise<void> {
  const oldest = retention.maxAgeDays > 0 ? nowEpochMs - retention.maxAgeDays * DAY_MS : Number.NEGATIVE_INFINITY;
  const files = await rotatedFiles(path);
  const expired = files.filter((file, position) => position >= retention.maxBackups || file.mtimeMs < oldest);
  for (const file of expired) await unlinkIfThere(file.path);
}

/** unlink(2) that does not mind when there is nothing. */
export async function unlinkIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
}

async function namesBeside(path: string): Promise<string[]> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path)).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.startsWith(prefix));
}

/** At most four digits, so that files dated by other tools (`app.log.20260131`) are never taken for ours. */
const SUFFIX = /^\.([1-9]\d{0,3})(\.gz)?$/;

async function describe(path: string, name: string): Promise<RotatedFile | null> {
  const match = SUFFIX.exec(name.slice(basename(path).length));
  if (match === null) return null;
  const file = join(dirname(path), name);
  const found = await stat(file).catch(() => null);
  if (found === null || !found.isFile()) return null;
  return { path: file, index: Number(match[1]), compressed: match[2] !== undefined, mtimeMs: found.mtimeMs, inode: found.ino };
}

function merge(left: readonly RotatedFile[], right: readonly RotatedFile[]): RotatedFile[] {
  const merged: RotatedFile[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const fromLeft = left[l];
    const fromRight = right[r];
    const takeLeft = fromRight === undefined || (fromLeft !== undefined && fromLeft.mtimeMs >= fromRight.mtimeMs);
    merged.push((takeLeft ? fromLeft : fromRight) as RotatedFile);
    if (takeLeft) l += 1;
    else r += 1;
  }
  return merged;
}
