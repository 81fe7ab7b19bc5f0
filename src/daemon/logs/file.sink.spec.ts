import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Clock, ensureFifos, openWriteEnd, StreamPump, systemClock } from '#core';

import { streamReaders } from '#native';

import { FileSink, type FileSinkOptions } from './file.sink.js';
import { rotatedFiles } from './rotated-files.js';
import { RotationQueue } from './rotation-queue.js';

describe('FileSink', () => {
  let dir: string;
  let path: string;
  let sinks: FileSink[];
  let children: ChildProcess[];
  let rotations: RotationQueue;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-file-sink-'));
    path = join(dir, 'web.stdout.log');
    sinks = [];
    children = [];
    rotations = new RotationQueue(systemClock);
  });

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(sinks.map((sink) => sink.close()));
    rmSync(dir, { recursive: true, force: true });
  });

  function open(options: Partial<FileSinkOptions> = {}, clock: Clock = systemClock): FileSink {
    const sink = new FileSink({ path, maxSizeBytes: 0, maxBackups: 3, maxAgeDays: 0, compress: false, ...options }, clock, rotations);
    sink.prepare();
    sinks.push(sink);
    return sink;
  }

  /** Writes as a pump would: waits while the sink asks for a pause. */
  async function feed(sink: FileSink, text: string | Buffer): Promise<void> {
    const ready = new Promise<void>((resolve) => sink.onReady(resolve));
    if (!sink.write(Buffer.from(text))) await ready;
  }

  /** Writes `path` again until the clock of the file system sets it apart from `older`. */
  async function untilYounger(older: string, younger: string, content: string | Buffer): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(younger, content);
    } while (statSync(younger).mtimeMs <= statSync(older).mtimeMs);
  }

  /** Every stored byte, oldest first. */
  async function stored(): Promise<Buffer> {
    const older = (await rotatedFiles(path)).reverse().map((file) => {
      const bytes = readFileSync(file.path);
      return file.compressed ? gunzipSync(bytes) : bytes;
    });
    const aside = existsSync(`${path}.rotating`) ? [readFileSync(`${path}.rotating`)] : [];
    return Buffer.concat([...older, ...aside, readFileSync(path)]);
  }

  it('makes the file and its directory, readable by the group, and appends to what is there', async () => {
    path = join(dir, 'new', 'web.log');
    const sink = open();
    sink.write(Buffer.from('one\n'));
    await sink.close();
    open().write(Buffer.from('two\n'));
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(statSync(join(dir, 'new')).mode & 0o777).toBe(0o750);
  });

  it('rotates at line ends only and keeps as many backups as asked for', async () => {
    const sink = open({ maxSizeBytes: 100, maxBackups: 2 });
    for (let i = 0; i < 100; i += 1) await feed(sink, `line ${i}\n`);
    await sink.close();
    const files = await rotatedFiles(path);
    expect(files.map((file) => file.index)).toEqual([1, 2]);
    for (const file of files) {
      const text = readFileSync(file.path, 'utf8');
      expect(text).toMatch(/^(line \d+\n)+$/);
      expect(text.length).toBeGreaterThanOrEqual(100);
      expect(text.length).toBeLessThan(100 + 9);
    }
    expect((await stored()).toString()).toMatch(/line 98\nline 99\n$/);
  });

  it('splits a line without end instead of growing without bound', async () => {
    const sink = open({ maxSizeBytes: 1000, maxBackups: 50 });
    for (let i = 0; i < 40; i += 1) await feed(sink, Buffer.alloc(10_000, 'x'));
    await sink.close();
    const files = await rotatedFiles(path);
    expect(files.length).toBeGreaterThan(3);
    expect(Math.max(...files.map((file) => statSync(file.path).size))).toBeLessThanOrEqual(1000 + 64 * 1024 + 10_000);
    expect((await stored()).length).toBe(400_000);
  });

  it.each([false, true])('loses and splits nothing when chunks fall anywhere (compress: %s)', async (compress) => {
    const sink = open({ maxSizeBytes: 5000, maxBackups: 500, compress });
    const all = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i} ${'ä'.repeat(i % 7)}`).join('\n') + '\n');
    for (let from = 0; from < all.length; from += 1777) await feed(sink, all.subarray(from, from + 1777));
    await sink.close();
    expect((await stored()).equals(all)).toBe(true);
    const files = await rotatedFiles(path);
    expect(files.length).toBeGreaterThan(10);
    expect(files.every((file) => file.compressed === compress)).toBe(true);
    expect(sink.problem).toBeNull();
  });

  it.each(streamReaders())('stores 300 MB of a process at full speed byte for byte, with flat memory (%s)', async (_name, openReader) => {
    const fifo = join(dir, 'web.stdout');
    await ensureFifos([fifo]);
    const sink = open({ maxSizeBytes: 10 * 1024 * 1024, maxBackups: 100 });
    const pump = new StreamPump({ path: fifo, sink, openReader, clock: systemClock });
    const fd = openWriteEnd(fifo);
    pump.attach();
    const before = process.memoryUsage().rss;
    const script = `const line = 'x'.repeat(80); const fs = require('fs'); let n = 0;
      while (n < 3300000) { let s = ''; for (let i = 0; i < 2000; i++) s += (n++) + ' ' + line + '\\n'; let b = Buffer.from(s), o = 0; while (o < b.length) o += fs.writeSync(1, b, o); }`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', fd, 'inherit'] });
    closeSync(fd);
    children.push(child);
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10);
    await pump.ended();
    clearInterval(watch);
    await pump.close();
    const files = (await rotatedFiles(path)).reverse().map((file) => file.path);
    let next = 0;
    for (const file of [...files, path]) {
      for (const line of readFileSync(file, 'latin1').split('\n').slice(0, -1)) {
        if (line.length !== String(next).length + 81 || !line.startsWith(`${next} `))
          throw new Error(`${file}: expected line ${next}, found ${line}`);
        next += 1;
      }
    }
    expect(next).toBe(3_300_000);
    expect(files.length).toBeGreaterThan(25);
    expect(sink.droppedBytes).toBe(0);
    expect(peak - before).toBeLessThan(40 * 1024 * 1024);
  });

  it('removes rotated files that are too old, at open and after a rotation', async () => {
    const old = new Date(Date.now() - 8 * 24 * 3600 * 1000);
    for (const name of ['.1', '.2.gz']) {
      writeFileSync(path + name, 'old');
      utimesSync(path + name, old, old);
    }
    writeFileSync(`${path}.20260131`, 'of another tool');
    utimesSync(`${path}.20260131`, old, old);
    writeFileSync(`${path}.3`, 'young');
    const sink = open({ maxSizeBytes: 10, maxBackups: 5, maxAgeDays: 7 });
    await rotations.running(path);
    expect(readdirSync(dir).sort()).toEqual(['web.stdout.log', 'web.stdout.log.20260131', 'web.stdout.log.3']);
    utimesSync(`${path}.3`, old, old);
    await feed(sink, 'a whole line\n');
    await rotations.running(path);
    expect(readdirSync(dir).sort()).toEqual(['web.stdout.log', 'web.stdout.log.1', 'web.stdout.log.20260131']);
  });

  it('finishes a rotation that was cut short, once', async () => {
    writeFileSync(`${path}.1`, 'older\n');
    writeFileSync(`${path}.rotating`, 'middle\n');
    writeFileSync(path, 'newest\n');
    open({ maxSizeBytes: 1000 });
    await rotations.running(path);
    expect((await stored()).toString()).toBe('older\nmiddle\nnewest\n');
    expect(existsSync(`${path}.rotating`)).toBe(false);
  });

  it.each(['partial', 'complete'])('makes good a compression that was cut short (%s copy): nothing lost, nothing twice', async (kind) => {
    writeFileSync(`${path}.rotating`, 'middle\n'.repeat(1000));
    const copy = gzipSync('middle\n'.repeat(1000));
    // What rotating-file-stream leaves when killed while it compresses: the older ones moved up, the copy begun.
    writeFileSync(`${path}.2.gz`, gzipSync('older\n'));
    writeFileSync(`${path}.3.gz`, gzipSync('oldest\n'));
    await untilYounger(`${path}.rotating`, `${path}.1.gz`, kind === 'partial' ? copy.subarray(0, copy.length / 2) : copy);
    open({ maxSizeBytes: 100_000, maxBackups: 3, compress: true });
    await rotations.running(path);
    expect((await rotatedFiles(path)).map((file) => file.index)).toEqual([1, 2, 3]);
    expect((await stored()).toString()).toBe(`oldest\nolder\n${'middle\n'.repeat(1000)}`);
  });

  it('keeps the backups of a rotation that was cut short before it began', async () => {
    writeFileSync(`${path}.1.gz`, gzipSync('older\n'));
    await untilYounger(`${path}.1.gz`, `${path}.rotating`, 'middle\n');
    open({ maxSizeBytes: 1000, maxBackups: 3, compress: true });
    await rotations.running(path);
    expect((await stored()).toString()).toBe('older\nmiddle\n');
  });

  it('keeps both kinds in order when compression is switched on, and counts them together', async () => {
    const plain = open({ maxSizeBytes: 5, maxBackups: 3 });
    for (let i = 0; i < 6; i += 1) await feed(plain, `a-${i}\n`);
    await plain.close();
    await untilYounger(`${path}.1`, join(dir, 'later'), '');
    const packed = open({ maxSizeBytes: 5, maxBackups: 3, compress: true });
    for (let i = 0; i < 3; i += 1) await feed(packed, `b-${i}\n`);
    await packed.close();
    const whole = ['a-0', 'a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'b-0', 'b-1', 'b-2', ''].join('\n');
    expect(whole.endsWith((await stored()).toString())).toBe(true);
    const kinds = (await rotatedFiles(path)).map((file) => file.compressed);
    expect(kinds.length).toBe(3);
    expect(kinds[0]).toBe(true);
    expect(kinds[2]).toBe(false);
  });

  it('grows on when it may not rotate, says so, and rotates once it may', async () => {
    let now = 0;
    mkdirSync(`${path}.1`);
    const sink = open({ maxSizeBytes: 5 }, { ...systemClock, monotonicMs: () => now });
    await feed(sink, 'first\n');
    await rotations.running(path);
    await feed(sink, 'second\n');
    await feed(sink, 'third\n');
    expect(sink.problem).toMatch(/^cannot rotate .*(EISDIR|EEXIST|ENOTEMPTY)/);
    expect(sink.droppedBytes).toBe(0);
    rmdirSync(`${path}.1`);
    now += 5001;
    await feed(sink, 'fourth\n');
    await rotations.running(path);
    await feed(sink, 'fifth\n');
    await sink.close();
    expect(sink.problem).toBeNull();
    expect((await stored()).toString()).toBe('first\nsecond\nthird\nfourth\nfifth\n');
  });

  it('follows its path when the file is moved or removed', async () => {
    let now = 0;
    const sink = open({}, { ...systemClock, monotonicMs: () => now });
    sink.write(Buffer.from('one\n'));
    unlinkSync(path);
    now += 1001;
    sink.write(Buffer.from('two\n'));
    expect(readFileSync(path, 'utf8')).toBe('two\n');
  });

  it('counts what a full disk does not take, goes on, and tells what is missing once there is room', () => {
    let now = 0;
    const clock = { ...systemClock, monotonicMs: () => now };
    symlinkSync('/dev/full', path);
    const sink = open({ maxSizeBytes: 1000 }, clock);
    expect(sink.write(Buffer.from('lost 1\n'))).toBe(true);
    expect(sink.problem).toBe(`cannot write ${path}: ENOSPC`);
    unlinkSync(path);
    const real = join(dir, 'real.log');
    writeFileSync(real, 'stored before\nhalf');
    symlinkSync(real, path);
    expect(sink.write(Buffer.from('lost 2\n'))).toBe(true);
    expect(sink.droppedBytes).toBe(14);
    now += 1000;
    sink.write(Buffer.from('stored after\n'));
    expect(sink.problem).toBeNull();
    expect(readFileSync(real, 'utf8')).toBe('stored before\nhalf\n[provisr] 14 bytes of output were dropped: ENOSPC\nstored after\n');
    expect(sink.droppedBytes).toBe(14);
  });

  it('starts with a path that cannot be opened and recovers later', () => {
    let now = 0;
    writeFileSync(join(dir, 'blocker'), '');
    path = join(dir, 'blocker', 'web.log');
    const sink = open({}, { ...systemClock, monotonicMs: () => now });
    expect(sink.problem).toMatch(/EEXIST|ENOTDIR/);
    expect(sink.write(Buffer.from('lost\n'))).toBe(true);
    unlinkSync(join(dir, 'blocker'));
    now += 1000;
    sink.write(Buffer.from('kept\n'));
    expect(readFileSync(path, 'utf8')).toMatch(/^\[provisr\] 5 bytes of output were dropped: (EEXIST|ENOTDIR)\nkept\n$/);
  });

  it('waits for the reader of a FIFO, holding no more than one chunk', async () => {
    await ensureFifos([path]);
    const reader = spawn('sh', ['-c', `exec 3<${path}; read go; exec cat <&3`], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(reader);
    const hash = createHash('sha256');
    let bytes = 0;
    reader.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      hash.update(chunk);
    });
    const closed = new Promise((resolve) => reader.stdout.on('close', resolve));
    let sink = open();
    while (sink.problem !== null) {
      await new Promise((resolve) => setImmediate(resolve));
      sink = open();
    }
    const chunk = Buffer.from('0123456789abcde\n'.repeat(4096));
    let paused = 0;
    const expected = createHash('sha256');
    for (let i = 0; i < 20; i += 1) {
      const ready = new Promise<void>((resolve) => sink.onReady(resolve));
      expected.update(chunk);
      if (sink.write(chunk)) continue;
      paused += 1;
      if (paused === 1) reader.stdin.end('go\n');
      await ready;
    }
    await sink.close();
    await closed;
    expect(paused).toBeGreaterThan(0);
    expect(bytes).toBe(20 * chunk.length);
    expect(hash.digest('hex')).toBe(expected.digest('hex'));
  });
});
