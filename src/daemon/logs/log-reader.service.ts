import { realpath, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

import { errnoOf, messageOf, ProvisrError } from '#core';

import { FileFollower } from './file-follower.js';
import type { LogQuery, LogSource } from './log-source.js';
import { readTail, tailOf } from './log-tail.js';
import { LogTraffic } from './log-traffic.js';
import { followMemory } from './memory-follower.js';
import { RotationInbox } from './rotation-inbox.js';
import { RotationQueue } from './rotation-queue.js';
import { linesSince } from './since.js';

const APPEARS_MS = 100;

/** Reads the output of processes back. */
@Injectable()
export class LogReaderService {
  constructor(
    private readonly traffic: LogTraffic,
    private readonly rotations: RotationQueue,
  ) {}

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
   * costs neither memory nor the process anything. Chunks end at line ends where there are any.
   */
  async *follow(source: LogSource, query: LogQuery, signal: AbortSignal): AsyncGenerator<Buffer> {
    let place = await placeOf(source);
    while (place.in === 'future' && !signal.aborted) {
      // Rejects when the signal is given, which the loop looks at.
      await delay(APPEARS_MS, undefined, { signal }).catch(() => undefined);
      place = await placeOf(source);
    }
    if (signal.aborted) return;
    if (place.in !== 'file') return yield* followMemory(source, query, this.traffic, signal);
    const inbox = new RotationInbox(place.path, this.rotations);
    const tail = await readTail(place.path, query).catch((error: unknown) => {
      inbox.close();
      throw error;
    });
    inbox.startWith(tail.file);
    yield* new FileFollower(place.path, { ...tail, bytes: wanted(source, query, tail.bytes) }, inbox, signal).chunks();
  }
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
