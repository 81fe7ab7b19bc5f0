import { realpath, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

import { errnoOf, messageOf, ProvisrError } from '#core';

import { FileFollower } from './file-follower.js';
import { FileSinkPool } from './file-sink.pool.js';
import { IN_MEMORY, NOTHING_YET, parseMark } from './log-mark.js';
import type { LogPiece } from './log-piece.js';
import { openAtMark } from './log-resume.js';
import type { LogQuery, LogSource } from './log-source.js';
import { type LogTail, readTail, tailOf } from './log-tail.js';
import { LogTraffic } from './log-traffic.js';
import { followMemory } from './memory-follower.js';
import { ReadingTurns } from './reading-turns.js';
import { RotationInbox } from './rotation-inbox.js';
import { RotationQueue } from './rotation-queue.js';
import { linesSince } from './since.js';

const APPEARS_MS = 100;
/** What a reader that follows gets of files rotated away, at most. */
const MOST_HELD_BYTES = 1024 * 1024;
const MAYBE_LOST = Buffer.from('[provisr] some output may be missing here: it is kept in memory only\n');

/** Reads the output of processes back. */
@Injectable()
export class LogReaderService {
  readonly #turns: ReadingTurns;

  constructor(
    private readonly traffic: LogTraffic,
    private readonly rotations: RotationQueue,
    private readonly files: FileSinkPool,
  ) {
    this.#turns = new ReadingTurns(() => traffic.total);
  }

  /**
   * The last lines, from the live file and rotated ones (compressed or not), at most 4 MiB; from memory where there is no
   * file.
   *
   * @throws ProvisrError PROVISR_LOG_UNAVAILABLE when there is a file that cannot be read
   */
  async tail(source: LogSource, query: LogQuery): Promise<Buffer> {
    const place = await placeOf(source);
    if (place.in !== 'file') return wanted(source, query, tailOf(source.recent(), query));
    const { bytes, file } = await readTail(place.path, query);
    file.close();
    return wanted(source, query, bytes);
  }

  /**
   * The last lines, then whatever comes, until the signal is given or the caller stops iterating. Reads only as fast as it is asked, so a slow reader
   * costs neither memory nor the process anything. Pieces end at line ends where there are any; the first one comes at once, with
   * the lines there are or empty.
   *
   * @param after mark of the last piece its reader has had: instead of the last lines, what came since
   * @throws ProvisrError PROVISR_LOG_UNAVAILABLE when there is a file that cannot be read
   */
  async *follow(source: LogSource, query: LogQuery, signal: AbortSignal, after: string | null = null): AsyncGenerator<LogPiece> {
    if (source.path !== null) this.files.prepare(source.path);
    let place = await placeOf(source);
    const wasThere = place.in !== 'future';
    if (!wasThere) yield { bytes: Buffer.alloc(0), mark: NOTHING_YET };
    while (place.in === 'future' && !signal.aborted) {
      // Rejects when the signal is given, which the loop looks at.
      await delay(APPEARS_MS, undefined, { signal }).catch(() => undefined);
      place = await placeOf(source);
    }
    if (signal.aborted) return;
    if (place.in !== 'file') return yield* this.#followMemory(source, query, signal, after);
    const inbox = new RotationInbox(place.path, this.rotations);
    const start = await this.#start(place.path, { source, query, after: wasThere ? after : NOTHING_YET }, inbox).catch((error: unknown) => {
      inbox.close();
      throw error;
    });
    yield* new FileFollower({ path: place.path, start, inbox, signal, turns: this.#turns }).pieces();
  }

  async #start(path: string, { source, query, after }: Beginning, inbox: RotationInbox): Promise<LogTail> {
    if (after !== null) return openAtMark(path, parseMark(after), inbox);
    const { bytes, file, offset } = await readTail(path, query);
    inbox.startWith(file);
    const lines = wanted(source, query, bytes);
    // What of it lies in the live file is read again when it is its turn: a reader that does not read shall not hold it in memory.
    const live = Math.min(lines.length, offset);
    return { bytes: lastLines(lines.subarray(0, lines.length - live), MOST_HELD_BYTES), file, offset: offset - live };
  }

  async *#followMemory(source: LogSource, query: LogQuery, signal: AbortSignal, after: string | null): AsyncGenerator<LogPiece> {
    yield { bytes: after === IN_MEMORY ? MAYBE_LOST : Buffer.alloc(0), mark: IN_MEMORY };
    const lines = after === null ? query.lines : 0;
    for await (const bytes of followMemory(source, { ...query, lines }, this.traffic, signal)) yield { bytes, mark: IN_MEMORY };
  }
}

/** Where a reader of a file begins. */
interface Beginning {
  readonly source: LogSource;
  readonly query: LogQuery;
  /** `null` = with the last lines. */
  readonly after: string | null;
}

/** Where a stream is to be read: in memory only, in a file that does not exist yet, or in this one (rotated files lie beside it). */
type Place = { readonly in: 'memory' | 'future' } | { readonly in: 'file'; readonly path: string };

async function placeOf(source: LogSource): Promise<Place> {
  if (source.path === null) return { in: 'memory' };
  try {
    const path = await realpath(source.path);
    // Opening a FIFO or a device to read it would wait, or take bytes from others.
    return (await stat(path)).isFile() ? { in: 'file', path } : { in: 'memory' };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { in: 'future' };
    throw new ProvisrError('PROVISR_LOG_UNAVAILABLE', `cannot read ${source.path}: ${messageOf(error)}`, {
      details: { path: source.path },
      cause: error,
    });
  }
}

function wanted(source: LogSource, query: LogQuery, lines: Buffer): Buffer {
  return query.since !== undefined && source.timestamps ? linesSince(lines, query.since) : lines;
}

/** A copy of its last lines, at most so many bytes. */
function lastLines(bytes: Buffer, most: number): Buffer {
  if (bytes.length <= most) return Buffer.from(bytes);
  const end = bytes.subarray(-most);
  return Buffer.from(end.subarray(end.indexOf('\n') + 1));
}
