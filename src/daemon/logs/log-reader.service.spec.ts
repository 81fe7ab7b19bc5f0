import { mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { systemClock } from '#core';

import { FileSinkPool } from './file-sink.pool.js';
import { FileSink } from './file.sink.js';
import { LogReaderService } from './log-reader.service.js';
import type { LogPiece } from './log-piece.js';
import type { LogQuery, LogSource } from './log-source.js';
import { tailOf } from './log-tail.js';
import { LogTraffic } from './log-traffic.js';
import { RotationQueue } from './rotation-queue.js';

const numbered = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => `${from + i}\n`).join('');

/** Where numbered lines do not go on by one. */
function jumps(text: string): string[] {
  const numbers = text.split('\n').slice(0, -1);
  return numbers.flatMap((line, i) => (Number(line) === i ? [] : [`line ${i}: ${numbers[i - 1]} -> ${line}`])).slice(0, 3);
}

describe('LogReaderService', () => {
  let dir: string;
  let path: string;
  let traffic: LogTraffic;
  let rotations: RotationQueue;
  let reader: LogReaderService;
  let abort: AbortController;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-reader-'));
    path = join(dir, 'web.log');
    traffic = new LogTraffic();
    rotations = new RotationQueue(systemClock);
    reader = new LogReaderService(traffic, rotations, new FileSinkPool(systemClock, rotations));
    abort = new AbortController();
  });

  afterEach(() => {
    abort.abort();
    rmSync(dir, { recursive: true, force: true });
  });

  function source(given: Partial<LogSource> = {}): LogSource {
    return { process: 'web', stream: 'stdout', path, timestamps: false, recent: () => Buffer.from('from memory\n'), ...given };
  }

  const tail = async (query: LogQuery, given: Partial<LogSource> = {}): Promise<string> =>
    (await reader.tail(source(given), query)).toString();

  /** Reads until `enough` says so. */
  async function followUntil(
    follower: AsyncGenerator<LogPiece>,
    enough: (text: string) => boolean,
    pieces: Buffer[] = [],
  ): Promise<string> {
    let text = '';
    while (!enough(text)) {
      const next = await follower.next();
      if (next.done) break;
      pieces.push(next.value.bytes);
      text += next.value.bytes.toString();
    }
    return text;
  }

  it('reads the last lines across the live file, the one put aside, plain and compressed ones', async () => {
    writeFileSync(`${path}.2.gz`, gzipSync(numbered(0, 10)));
    writeFileSync(`${path}.1.gz`, gzipSync(numbered(10, 20)));
    writeFileSync(`${path}.rotating`, numbered(20, 30));
    writeFileSync(path, numbered(30, 33) + '33 without end');
    expect(await tail({ lines: 1 })).toBe('33 without end');
    expect(await tail({ lines: 4 })).toBe('30\n31\n32\n33 without end');
    expect(await tail({ lines: 5 })).toBe('29\n30\n31\n32\n33 without end');
    expect(await tail({ lines: 16 })).toBe(numbered(18, 33) + '33 without end');
    expect(await tail({ lines: 1000 })).toBe(numbered(0, 33) + '33 without end');
    expect(await tail({ lines: 0 })).toBe('');
  });

  it('leaves out a compressed copy in the making', async () => {
    writeFileSync(`${path}.rotating`, numbered(0, 10));
    writeFileSync(`${path}.1.gz`, gzipSync(numbered(0, 10)).subarray(0, 20));
    writeFileSync(path, numbered(10, 12));
    expect(await tail({ lines: 100 })).toBe(numbered(0, 12));
  });

  it('agrees with splitting the whole text, whatever the lines and the blocks', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\n', 'a', 'bc', 'ä')), fc.nat(12), (parts, lines) => {
        const text = parts.join('');
        const all = text.split(/(?<=\n)/).filter((line) => line !== '');
        expect(tailOf(Buffer.from(text), { lines }).toString()).toBe(lines === 0 ? '' : all.slice(-lines).join(''));
      }),
    );
  });

  it('hands out no more than 4 MiB, in whole lines', async () => {
    writeFileSync(path, Buffer.from('0123456789abcdef\n'.repeat(600_000)));
    const text = await tail({ lines: 1e9 });
    expect(text.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(text.length).toBeGreaterThan(4 * 1024 * 1024 - 18);
    expect(text.startsWith('0123')).toBe(true);
  });

  it('honours since: by the times in the lines, else by file', async () => {
    const old = new Date('2026-01-01T00:00:00Z');
    writeFileSync(`${path}.1`, '2026-01-01T00:00:00.000Z a\n2026-01-02T10:00:00.000Z b\n');
    writeFileSync(path, '2026-01-03T00:00:00.000Z c\n[provisr] a notice\n2026-01-04T00:00:00.000Z d\n');
    const since = Date.parse('2026-01-02T00:00:00Z');
    expect(await tail({ lines: 100, since }, { timestamps: true })).toMatch(/^2026-01-02T10:00:00.000Z b\n(.*\n){3}$/);
    expect(await tail({ lines: 2, since }, { timestamps: true })).toMatch(/^\[provisr\] a notice\n.* d\n$|^2026-01-04.* d\n$/);
    expect(await tail({ lines: 100, since: Date.parse('2027-01-01') }, { timestamps: true })).toBe('');
    utimesSync(`${path}.1`, old, old);
    expect((await tail({ lines: 100, since })).split('\n')[0]).toMatch(/ c$/);
  });

  it('falls back to memory without a file, before the first run, and for devices', async () => {
    expect(await tail({ lines: 5 }, { path: null })).toBe('from memory\n');
    expect(await tail({ lines: 5 })).toBe('from memory\n');
    expect(await tail({ lines: 5 }, { path: '/dev/full' })).toBe('from memory\n');
  });

  it('says which file cannot be read', async () => {
    writeFileSync(path, '');
    await expect(tail({ lines: 5 }, { path: join(path, 'below-a-file') })).rejects.toMatchObject({ code: 'PROVISR_LOG_UNAVAILABLE' });
  });

  it('follows a file that is to come, as it grows, and after truncation', async () => {
    const follower = reader.follow(source(), { lines: 10 }, abort.signal);
    const first = followUntil(follower, (text) => text.endsWith('0\n'));
    writeFileSync(path, '0\n');
    expect(await first).toBe('0\n');
    appendFileSync(path, '1\n2\nhal');
    expect(await followUntil(follower, (text) => text.endsWith('2\n'))).toBe('1\n2\n');
    appendFileSync(path, 'f\n');
    expect(await followUntil(follower, (text) => text.endsWith('\n'))).toBe('half\n');
    truncateSync(path);
    const after = followUntil(follower, (text) => text.includes('new'));
    await new Promise((resolve) => setTimeout(resolve, 150));
    appendFileSync(path, 'new\n');
    expect(await after).toBe('new\n');
  });

  it('shows an unfinished line when it stays so', async () => {
    writeFileSync(path, '');
    const follower = reader.follow(source(), { lines: 10 }, abort.signal);
    const seen = followUntil(follower, (text) => text !== '');
    appendFileSync(path, 'Password: ');
    expect(await seen).toBe('Password: ');
  });

  it('holds little of what a reader has yet to take', async () => {
    const whole = numbered(0, 400_000);
    const cut = whole.indexOf('\n', whole.length / 2) + 1;
    writeFileSync(`${path}.1`, whole.slice(0, cut));
    writeFileSync(path, whole.slice(cut));
    const pieces: Buffer[] = [];
    const follower = reader.follow(source(), { lines: 1e9 }, abort.signal);
    const text = await followUntil(follower, (soFar) => soFar.endsWith(whole.slice(-10)), pieces);
    expect(whole.endsWith(text)).toBe(true);
    expect(pieces[0]?.length).toBeLessThanOrEqual(1024 * 1024);
    expect(pieces[0]?.length).toBeGreaterThan(1024 * 1024 - 10);
    expect(pieces[0]?.buffer.byteLength).toBeLessThan(1.5 * 1024 * 1024);
    expect(Math.max(...pieces.slice(1).map(({ length }) => length))).toBeLessThanOrEqual(32 * 1024);
  });

  it('ends when the signal is given, also while nothing comes', async () => {
    writeFileSync(path, 'one\n');
    const follower = reader.follow(source(), { lines: 10 }, abort.signal);
    await follower.next();
    const ended = follower.next();
    abort.abort();
    expect((await ended).done).toBe(true);
    const memory = new AbortController();
    const quiet = reader.follow(source({ path: null, recent: () => Buffer.alloc(0) }), { lines: 10 }, memory.signal);
    await quiet.next();
    const quietEnded = quiet.next();
    memory.abort();
    expect((await quietEnded).done).toBe(true);
  });

  it.each([false, true])('reads every line through rotations, also several between two looks (compress: %s)', async (compress) => {
    const sink = new FileSink({ path, maxSizeBytes: 2000, maxBackups: 500, maxAgeDays: 0, compress }, systemClock, rotations);
    sink.prepare();
    let ready: () => void = () => undefined;
    sink.onReady(() => ready());
    const follower = reader.follow(source(), { lines: 0 }, abort.signal);
    const whole = numbered(0, 6000);
    const read = followUntil(follower, (text) => text.length >= whole.length);
    // The follower has to be there before the first line.
    await new Promise((resolve) => setTimeout(resolve, 150));
    for (let from = 0; from < 6000; from += 100) {
      const resumed = new Promise<void>((resolve) => (ready = resolve));
      if (!sink.write(Buffer.from(numbered(from, from + 100)))) await resumed;
      if (from % 1500 === 0) await new Promise((resolve) => setTimeout(resolve, 110));
    }
    expect(jumps(await read)).toEqual([]);
    await sink.close();
  });

  it('lets a slow reader keep the file it stands in after it was rotated away', async () => {
    writeFileSync(path, numbered(0, 5));
    const follower = reader.follow(source(), { lines: 100 }, abort.signal);
    expect(await followUntil(follower, (text) => text !== '')).toBe(numbered(0, 5));
    appendFileSync(path, numbered(5, 10));
    renameSync(path, `${path}.1`);
    writeFileSync(path, numbered(10, 15));
    expect(await followUntil(follower, (text) => text.endsWith('14\n'))).toBe(numbered(5, 15));
  });

  it('follows a stream in memory and tells a slow reader what it missed', async () => {
    const tap = traffic.tap({ process: 'web', stream: 'stdout', path: null, log: {} as never });
    const follower = reader.follow(source({ path: null }), { lines: 5 }, abort.signal);
    expect(await followUntil(follower, (text) => text !== '')).toBe('from memory\n');
    tap.write(Buffer.from('next\n'));
    expect((await follower.next()).value?.bytes.toString()).toBe('next\n');
    for (let i = 0; i < 100; i += 1) tap.write(Buffer.alloc(10_000, 'x'));
    const late = ((await follower.next()).value as LogPiece).bytes;
    expect(late.length).toBeLessThan(300 * 1024);
    expect(late.toString()).toMatch(/\n\[provisr\] 740000 bytes were left out: the reader was too slow\n$/);
    expect(traffic.bytes('web', 'stdout')).toBe(1_000_005);
    await tap.close();
    await follower.return(undefined);
    expect(traffic.bytes('web', 'stdout')).toBe(0);
  });

  it('does not change what it reads', async () => {
    writeFileSync(path, numbered(0, 5));
    await tail({ lines: 2 });
    expect(readFileSync(path, 'utf8')).toBe(numbered(0, 5));
  });
});
