import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogChunkDto } from '#contract';
import { EventBus, type LogStream, systemClock } from '#core';
import { waitFor } from '#testing';
import { Wake } from '../streams/wake.js';
import { FileSinkPool } from './file-sink.pool.js';
import { FileSink } from './file.sink.js';
import { FollowedLog } from './followed-log.js';
import { LogReaderService } from './log-reader.service.js';
import type { LogSource } from './log-source.js';
import { LogTraffic } from './log-traffic.js';
import { RotationQueue } from './rotation-queue.js';

let dir: string;
let rotations: RotationQueue;
let traffic: LogTraffic;
let bus: EventBus;
let readers: Reader[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'provisr-followed-'));
  rotations = new RotationQueue(systemClock);
  traffic = new LogTraffic();
  bus = new EventBus();
  readers = [];
});

afterEach(() => {
  for (const { log } of readers) log.close();
  rmSync(dir, { recursive: true, force: true });
});

const pathOf = (stream: LogStream): string => join(dir, `${stream}.log`);

function sourceOf(stream: LogStream, given: Partial<LogSource> = {}): LogSource {
  return { process: 'web', stream, path: pathOf(stream), timestamps: false, recent: () => Buffer.alloc(0), ...given };
}

/** Somebody who follows, and reads what there is when told to. */
class Reader {
  readonly log: FollowedLog;
  readonly text: Record<LogStream, string> = { stdout: '', stderr: '' };
  /** The last id it was given. */
  id: string | null = null;

  constructor(sources: readonly LogSource[], after: string | null = null, lines = 1000) {
    const request = { sources, query: { lines }, after };
    this.log = new FollowedLog(
      new LogReaderService(traffic, rotations, new FileSinkPool(systemClock, rotations)),
      bus,
      request,
      new Wake(systemClock),
    );
    this.id = after;
    readers.push(this);
  }

  /** Reads on until both streams are as wanted. */
  until(stdout: string, stderr = this.text.stderr): Promise<unknown> {
    return this.read(() => this.text.stdout === stdout && this.text.stderr === stderr && this.id !== null);
  }

  /** Reads on until it is enough. */
  read(isEnough: () => boolean): Promise<unknown> {
    return waitFor(
      () => {
        for (let part = this.log.take(); part !== ''; part = this.log.take()) this.#hear(part);
        return isEnough();
      },
      { timeoutMs: 5000, what: `more than ${JSON.stringify(this.text).slice(-300)}` },
    );
  }

  #hear(part: string): void {
    const [, id, data] = /^(?:id: (.*)\n)?(?:data: (.*)\n)?\n$/.exec(part) ?? [];
    if (id !== undefined) this.id = id;
    if (data === undefined) return;
    const { lines, partial, stream } = JSON.parse(data) as LogChunkDto;
    this.text[stream] += lines.join('\n') + (partial === true ? '' : '\n');
  }
}

const bothStreams = (): LogSource[] => [sourceOf('stdout'), sourceOf('stderr')];
const onlyStdout = (): LogSource[] => [sourceOf('stdout')];

describe('a followed log', () => {
  it('gives the last lines of both streams, then what comes, and where to go on', async () => {
    writeFileSync(pathOf('stdout'), '1\n2\n3\n');
    const reader = new Reader(bothStreams(), null, 2);
    await reader.until('2\n3\n');
    expect(reader.id).toMatch(/^o[\w.]+-en$/);
    writeFileSync(pathOf('stderr'), 'oops\n');
    appendFileSync(pathOf('stdout'), '4\n');
    await reader.until('2\n3\n4\n', 'oops\n');
    reader.log.close();
    appendFileSync(pathOf('stdout'), '5\n');
    appendFileSync(pathOf('stderr'), 'again\n');
    const later = new Reader(bothStreams(), reader.id, 2);
    await later.until('5\n', 'again\n');
  });

  it('gives everything of a file that is made later, also when its reader was away meanwhile', async () => {
    const reader = new Reader(onlyStdout(), null, 1);
    await reader.until('');
    expect(reader.id).toBe('on');
    reader.log.close();
    writeFileSync(pathOf('stdout'), '1\n2\n3\n');
    await new Reader(onlyStdout(), reader.id, 1).until('1\n2\n3\n');
  });

  it('goes on across files that were rotated away while its reader was away', async () => {
    const path = pathOf('stdout');
    writeFileSync(path, '1\n2\n');
    const reader = new Reader(onlyStdout());
    await reader.until('1\n2\n');
    reader.log.close();
    appendFileSync(path, '3\n');
    renameSync(path, `${path}.2`);
    writeFileSync(`${path}.1`, '4\n');
    writeFileSync(`${path}.rotating`, '5\n');
    writeFileSync(path, '6\n');
    const later = new Reader(onlyStdout(), reader.id);
    await later.until('3\n4\n5\n6\n');
    appendFileSync(path, '7\n');
    await later.until('3\n4\n5\n6\n7\n');
  });

  it('tells that something may be missing where its place is no longer kept: removed, truncated, another file with its inode', async () => {
    const path = pathOf('stdout');
    const LOST = '[provisr] some output may be missing here: where the reader was is no longer kept\n';
    const away = async (meanwhile: () => void): Promise<Reader> => {
      writeFileSync(path, 'here I was\n');
      const reader = new Reader(onlyStdout());
      await reader.until('here I was\n');
      reader.log.close();
      meanwhile();
      return new Reader(onlyStdout(), reader.id);
    };
    const removed = await away(() => {
      renameSync(path, `${path}.old`);
      writeFileSync(path, 'other\n');
      unlinkSync(`${path}.old`);
    });
    await removed.until(`${LOST}other\n`);
    const truncated = await away(() => {
      truncateSync(path);
      appendFileSync(path, 'new\n');
    });
    await truncated.until(`${LOST}new\n`);
    const reused = await away(() => writeFileSync(path, 'another file of the same number, which is longer\n'));
    await reused.until(`${LOST}another file of the same number, which is longer\n`);
  });

  it('tells the same of what is kept in memory only', async () => {
    const inMemory = [sourceOf('stdout', { path: null, recent: () => Buffer.from('kept\n') })];
    const tap = traffic.tap({ process: 'web', stream: 'stdout', path: null, log: {} as never });
    const reader = new Reader(inMemory);
    await reader.until('kept\n');
    expect(reader.id).toBe('om');
    const later = new Reader(inMemory, reader.id);
    const LOST = '[provisr] some output may be missing here: it is kept in memory only\n';
    await later.until(LOST);
    tap.write(Buffer.from('next\n'));
    await later.until(`${LOST}next\n`);
    await tap.close();
  });

  it.each(['', 'nonsense', 'o', 'o1.2', 'o1.2.3.4-e5', 'ozzzzzzzzzzzz.zzzzzzzzzzzz.1s.zzzzzzzz', '-'])(
    'is not led astray by the id %j',
    async (id) => {
      writeFileSync(pathOf('stdout'), '1\n');
      const reader = new Reader(onlyStdout(), id);
      await reader.read(() => reader.text.stdout.endsWith('1\n'));
    },
  );

  it('is over when the process is removed, unless it comes again', () => {
    const { log } = new Reader(onlyStdout());
    const about = { base: 'web', at: 0 };
    bus.publish({ ...about, type: 'process.removed', process: 'web-2' });
    expect(log.over).toBeNull();
    bus.publish({ ...about, type: 'process.removed', process: 'web' });
    expect(log.over).toBe('removed');
    bus.publish({ ...about, type: 'process.added', process: 'web' });
    expect(log.over).toBeNull();
  });

  it('throws why it cannot be read', async () => {
    writeFileSync(join(dir, 'file'), '');
    const { log } = new Reader([sourceOf('stdout', { path: join(dir, 'file', 'below-a-file') })]);
    let thrown: unknown;
    await waitFor(() => {
      try {
        log.take();
      } catch (error) {
        thrown = error;
      }
      return thrown;
    });
    expect(thrown).toMatchObject({ code: 'PROVISR_LOG_UNAVAILABLE' });
  });

  it('keeps characters whole wherever a piece ends', async () => {
    const text = `${'ä€😀'.repeat(20_000)}\nshort\n${'ü'.repeat(9000)}\n`;
    writeFileSync(pathOf('stdout'), text);
    await new Reader(onlyStdout()).until(text);
  });

  it('gives each line once and in order, through rotations, however often its reader goes and comes', async () => {
    const step = fc.record({ lines: fc.integer({ min: 1, max: 30 }), then: fc.constantFrom('read', 'leave', 'nothing') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.integer({ min: 20, max: 400 }), async (steps, maxSizeBytes) => {
        rmSync(pathOf('stdout'), { force: true });
        const options = { path: pathOf('stdout'), maxSizeBytes, maxBackups: 500, maxAgeDays: 0, compress: false };
        const sink = new FileSink(options, systemClock, rotations);
        sink.prepare();
        let reader = new Reader(onlyStdout(), null, 0);
        await reader.until('');
        let [written, read, number] = ['', '', 0];
        for (const [at, { lines, then }] of steps.entries()) {
          const text = Array.from({ length: lines }, () => `${(number += 1)}\n`).join('');
          written += text;
          sink.write(Buffer.from(text));
          await rotations.running(pathOf('stdout'));
          // Who leaves more than 16 files unread is told that some are missing.
          if (then === 'read' || at % 4 === 3) await reader.until(written.slice(read.length));
          if (then !== 'leave') continue;
          reader.log.close();
          read += reader.text.stdout;
          reader = new Reader(onlyStdout(), reader.id);
        }
        await reader.until(written.slice(read.length));
        reader.log.close();
        await sink.close();
      }),
      { numRuns: 10 },
    );
  }, 60_000);
});
