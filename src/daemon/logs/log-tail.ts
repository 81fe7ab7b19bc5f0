import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

import { RingBuffer } from '#core';

import { LogHandle } from './log-handle.js';
import type { LogQuery } from './log-source.js';
import { olderFiles } from './older-files.js';
import { TailCollector } from './tail-collector.js';

/** What is handed out at most. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Readings that a rotation came into are done again. */
const ATTEMPTS = 5;

/** The end of a log, and where its reader stands. */
export interface LogTail {
  readonly bytes: Buffer;
  /** The live file, open; the caller closes it. */
  readonly file: LogHandle;
  /** Bytes of it that the tail covers. */
  readonly offset: number;
}

/**
 * Reads the last lines of a log across its live file and those rotated away, newest first, a block at a time.
 * @throws the system error when the live file cannot be opened
 */
export async function readTail(path: string, query: LogQuery): Promise<LogTail> {
  for (let attempt = 1; ; attempt += 1) {
    const file = LogHandle.open(path);
    try {
      const tail = await collect(path, file, query);
      if (attempt === ATTEMPTS || (await isLive(path, file))) return tail;
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
  }
}

/** The tail of what memory holds. */
export function tailOf(bytes: Buffer, query: LogQuery): Buffer {
  const collector = new TailCollector(query.lines, MOST_BYTES);
  collector.prepend(bytes);
  return collector.result();
}

async function collect(path: string, file: LogHandle, query: LogQuery): Promise<LogTail> {
  const collector = new TailCollector(query.lines, MOST_BYTES);
  const isWanted = (stats: { readonly mtimeMs: number }): boolean => query.since === undefined || stats.mtimeMs >= query.since;
  const stats = file.stat();
  if (isWanted(stats)) await collector.prependFile(file, stats.size);
  for (const older of await olderFiles(path)) {
    if (collector.isEnough || !isWanted(older)) break;
    // Put aside since it was opened.
    if (older.inode === file.inode) continue;
    if (older.compressed) await prependCompressed(collector, older.path);
    else await prependPlain(collector, older.path);
  }
  return { bytes: collector.result(), file, offset: stats.size };
}

async function prependPlain(collector: TailCollector, path: string): Promise<void> {
  let file: LogHandle;
  try {
    file = LogHandle.open(path);
  } catch {
    // Renamed since the directory was read, which the caller notices.
    return;
  }
  try {
    await collector.prependFile(file, file.stat().size);
  } finally {
    file.close();
  }
}

/** gzip can be read forwards only: keeps the end of it, no more than is wanted. */
async function prependCompressed(collector: TailCollector, path: string): Promise<void> {
  const end = new RingBuffer(collector.room);
  const packed = createReadStream(path);
  const unpacked = createGunzip();
  packed.on('error', (error) => unpacked.destroy(error)).pipe(unpacked);
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) end.write(piece);
  } catch {
    // Removed while it was read, or damaged: what could be unpacked is better than nothing.
  }
  collector.prepend(end.snapshot());
}

async function isLive(path: string, file: LogHandle): Promise<boolean> {
  return (await stat(path).catch(() => null))?.ino === file.inode;
}
