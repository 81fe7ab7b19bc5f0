import { stat } from 'node:fs/promises';
import { LogHandle } from './log-handle.js';
import { isMarked, type LogMark } from './log-mark.js';
import type { LogTail } from './log-tail.js';
import { olderFiles } from './older-files.js';
import type { RotationInbox } from './rotation-inbox.js';

/** Files rotated away since are kept open until the reader comes to them; with more, some would be left out. */
const MOST_FILES = 16;
/** Searches that a rotation came into are done again. */
const ATTEMPTS = 5;
const LOST = Buffer.from('[provisr] some output may be missing here: where the reader was is no longer kept\n');

/**
 * Opens a log at a mark, in the live file or one rotated away since; the files between go into the inbox. Where the mark is
 * in none of them, the live file from its beginning, after a notice.
 *
 * @param mark `null` = the reader has had nothing of it: from the beginning, without notice
 * @throws the system error when the live file cannot be opened
 */
export async function openAtMark(path: string, mark: LogMark | null, inbox: RotationInbox): Promise<LogTail> {
  const found = mark === null ? null : await searchAgain(path, mark);
  if (mark !== null && found !== null) {
    inbox.precede(found.newer);
    return { bytes: Buffer.alloc(0), file: found.file, offset: mark.offset };
  }
  const live = LogHandle.open(path);
  inbox.startWith(live);
  return { bytes: mark === null ? Buffer.alloc(0) : LOST, file: live, offset: 0 };
}

interface Found {
  readonly file: LogHandle;
  /** Rotated away after it, the oldest first. */
  readonly newer: readonly LogHandle[];
}

async function searchAgain(path: string, mark: LogMark): Promise<Found | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await search(path, mark);
    if (found !== 'moved') return found === 'nowhere' ? null : found;
  }
  return null;
}

async function search(path: string, mark: LogMark): Promise<Found | 'nowhere' | 'moved'> {
  const open: LogHandle[] = [LogHandle.open(path)];
  try {
    const result = await searchIn(open, path, mark);
    if (typeof result !== 'number') closeAll(open);
    return typeof result === 'number' ? foundAt(open, result) : result;
  } catch (error) {
    closeAll(open);
    throw error;
  }
}

/** Opens one file after the other, the live one first, until one has the mark: says which. */
async function searchIn(open: LogHandle[], path: string, mark: LogMark): Promise<number | 'nowhere' | 'moved'> {
  const live = open[0] as LogHandle;
  if (await isMarked(live, mark)) return 0;
  for (const { path: older, compressed, inode } of await olderFiles(path)) {
    if (compressed || open.length > MOST_FILES) break;
    const file = openAs(older, inode);
    if (file === null) return 'moved';
    open.push(file);
    if (await isMarked(file, mark)) return open.length - 1;
  }
  return (await stat(path)).ino === live.inode ? 'nowhere' : 'moved';
}

/** @param files the newest first, the live one at the head */
function foundAt(files: readonly LogHandle[], at: number): Found {
  const file = files[at] as LogHandle;
  if (at > 0) files[0]?.close();
  return { file, newer: files.slice(1, at).reverse() };
}

function closeAll(files: readonly LogHandle[]): void {
  for (const file of files) file.close();
}

/** `null` when the name means another file by now. */
function openAs(path: string, inode: number): LogHandle | null {
  try {
    const file = LogHandle.open(path);
    if (file.inode === inode) return file;
    file.close();
    return null;
  } catch {
    // Renamed or removed since its name was read.
    return null;
  }
}
