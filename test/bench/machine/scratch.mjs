import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** statfs(2) */
const TMPFS_MAGIC = 0x0102_1994;
const ROOM_BYTES = 4 * 2 ** 30;
const MEMORY = '/dev/shm';

/**
 * A new directory for everything that a run writes: where `TMPDIR` says, else in memory where there is room, else among the temporary files. A
 * disk would be measured along with the managers otherwise.
 * @returns {{ path: string, isInMemory: boolean }}
 */
export function makeScratch() {
  const root = process.env.TMPDIR ?? (hasRoom(MEMORY) ? MEMORY : tmpdir());
  return { path: mkdtempSync(join(root, 'provisr-bench-')), isInMemory: statfsSync(root).type === TMPFS_MAGIC };
}

function hasRoom(path) {
  try {
    const { type, bavail, bsize } = statfsSync(path);
    return type === TMPFS_MAGIC && bavail * bsize > ROOM_BYTES;
  } catch {
    return false; // not everywhere is there such a place
  }
}
