import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { streamReaders } from '#native';

import { systemClock } from '../clock.js';
import { ensureFifos, openWriteEnd } from './fifo.js';
import type { LogSink } from './log-sink.js';
import { StreamPump } from './stream-pump.js';

/** Collects what it gets; takes `room` bytes, then asks for a pause. */
class CollectingSink implements LogSink {
  readonly droppedBytes = 0;
  problem: string | null = null;
  readonly chunks: Buffer[] = [];
  room = Number.POSITIVE_INFINITY;
  isClosed = false;
  #ready: () => void = () => undefined;

  write(chunk: Buffer): boolean {
    this.chunks.push(Buffer.from(chunk));
    this.room -= chunk.length;
    return this.room > 0;
  }

  onReady(ready: () => void): void {
    this.#ready = ready;
  }

  takeMore(bytes: number): void {
    this.room = bytes;
    this.#ready();
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }
}

describe.each(streamReaders())('StreamPump (%s)', (_name, openReader) => {
  let dir: string;
  let path: string;
  let children: ChildProcess[];
  let pumps: StreamPump[];

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-pump-'));
    path = join(dir, 'web.stdout');
    children = [];
    pumps = [];
    await ensureFifos([path]);
  });

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(pumps.map((pump) => pump.close()));
    rmSync(dir, { recursive: true, force: true });
  });

  function pumpInto(sink: LogSink): StreamPump {
    const pump = new StreamPump({ path, sink, openReader, clock: systemClock });
    pumps.push(pump);
    return pump;
  }

  /** Runs a script with the FIFO as its stdout, reading from the moment it exists. */
  function run(script: string, pump: StreamPump | null): Promise<void> {
    const fd = openWriteEnd(path);
    pump?.attach();
    const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', fd, 'inherit'] });
    closeSync(fd);
    children.push(child);
    return new Promise((resolve) => child.on('exit', () => resolve()));
  }

  it('delivers everything and then says that it has ended', async () => {
    const sink = new CollectingSink();
    const pump = pumpInto(sink);
    await run('seq 1 100000', pump);
    await pump.ended();
    expect(sink.text.split('\n').slice(0, -1)).toEqual(Array.from({ length: 100_000 }, (_, i) => String(i + 1)));
    expect(pump.bytes).toBe(sink.bytes);
    expect(pump.isAttached).toBe(false);
  });

  it('serves one run after the other', async () => {
    const sink = new CollectingSink();
    const pump = pumpInto(sink);
    await run('echo one', pump);
    expect(await pump.drained(5000)).toBe('ended');
    await run('echo two', pump);
    expect(await pump.drained(5000)).toBe('ended');
    expect(sink.text).toBe('one\ntwo\n');
  });

  it('misses no run that begins while it learns of the end of the one before', async () => {
    const sink = new CollectingSink();
    const pump = pumpInto(sink);
    const runs = 200;
    for (let i = 0; i < runs; i += 1) {
      const fd = openWriteEnd(path);
      pump.attach();
      writeSync(fd, `${i}\n`);
      closeSync(fd);
      // From no turn of the event loop to several: the end is learnt of in steps.
      for (let turn = 0; turn < i % 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (i % 7 === 0) await new Promise((resolve) => process.nextTick(resolve));
    }
    await pump.ended();
    expect(sink.text).toBe(Array.from({ length: runs }, (_, i) => `${i}\n`).join(''));
  });

  it('does not wait for a grandchild that keeps the stream, but goes on reading what it writes', async () => {
    const sink = new CollectingSink();
    const pump = pumpInto(sink);
    const gate = join(dir, 'gate');
    const wait = `while [ ! -e ${gate} ]; do sleep 0.02; done`;
    await run(`( ${wait}; echo late ) & echo early`, pump);
    expect(await pump.drained(5000)).toBe('quiet');
    expect(sink.text).toBe('early\n');
    await run('echo second run', pump);
    await run(`touch ${gate}`, pump);
    await pump.ended();
    expect(sink.text).toBe('early\nsecond run\nlate\n');
  });

  it('stops reading while the sink is busy, so that the writer waits and nothing piles up', async () => {
    const sink = new CollectingSink();
    sink.room = 1;
    const pump = pumpInto(sink);
    const fd = openWriteEnd(path);
    pump.attach();
    const child = spawn('head', ['-c', '5000000', '/dev/zero'], { stdio: ['ignore', fd, 'inherit'] });
    closeSync(fd);
    children.push(child);
    const exited = new Promise((resolve) => child.on('exit', resolve));
    expect(await pump.drained(200)).toBe('late');
    expect(child.exitCode).toBeNull();
    expect(sink.bytes).toBeLessThanOrEqual(64 * 1024);
    sink.takeMore(Number.POSITIVE_INFINITY);
    await exited;
    await pump.ended();
    expect(sink.bytes).toBe(5_000_000);
  });

  it('goes on when a sink is ready again before its write has returned', async () => {
    const sink = new CollectingSink();
    const write = sink.write.bind(sink);
    sink.write = (chunk) => {
      write(chunk);
      sink.takeMore(1);
      return false;
    };
    const pump = pumpInto(sink);
    await run('seq 1 50000', pump);
    await pump.ended();
    expect(sink.text.endsWith('\n50000\n')).toBe(true);
  });

  it('changes the sink under full load without losing, doubling or reordering a byte', async () => {
    const sinks = [new CollectingSink()];
    const pump = pumpInto(sinks[0] as CollectingSink);
    const exited = run('seq 1 1000000', pump);
    let isOver = false;
    const ended = exited.then(() => pump.ended()).then(() => (isOver = true));
    while (!isOver && sinks.length < 50) {
      await pump.swap(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        const fresh = new CollectingSink();
        sinks.push(fresh);
        return fresh;
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    const lines = sinks
      .map((sink) => sink.text)
      .join('')
      .split('\n');
    expect(lines.length).toBe(1_000_001);
    expect(lines.every((line, index) => line === (index === 1_000_000 ? '' : String(index + 1)))).toBe(true);
    expect(sinks.length).toBeGreaterThan(2);
    expect(sinks.slice(0, -1).every((sink) => sink.isClosed)).toBe(true);
  });

  it('keeps the old sink when the new one cannot be opened', async () => {
    const sink = new CollectingSink();
    const pump = pumpInto(sink);
    await expect(pump.swap(() => Promise.reject(new Error('no such sink')))).rejects.toThrow('no such sink');
    await run('echo still here', pump);
    await pump.ended();
    expect(sink.text).toBe('still here\n');
  });

  it('consumes nothing after close: the next reader finds it', async () => {
    const first = new CollectingSink();
    const pump = pumpInto(first);
    const keep = openWriteEnd(path);
    pump.attach();
    writeSync(keep, 'before\n');
    expect(await pump.drained(5000)).toBe('quiet');
    const closed = pump.close();
    writeSync(keep, 'after\n');
    await closed;
    expect(first.isClosed).toBe(true);

    const second = new CollectingSink();
    const successor = pumpInto(second);
    successor.attach();
    closeSync(keep);
    await successor.ended();
    expect(first.text).toBe('before\n');
    expect(second.text).toBe('after\n');
  });

  it('tells once when the problem of the sink changes', async () => {
    const sink = new CollectingSink();
    const problems: (string | null)[] = [];
    const pump = new StreamPump({ path, sink, openReader, clock: systemClock, onProblem: (problem) => problems.push(problem) });
    pumps.push(pump);
    const fd = openWriteEnd(path);
    pump.attach();
    for (const problem of [null, 'ENOSPC', 'ENOSPC', null]) {
      sink.problem = problem;
      writeSync(fd, 'x');
      await pump.drained(5000);
    }
    closeSync(fd);
    expect(problems).toEqual(['ENOSPC', null]);
  });
});
