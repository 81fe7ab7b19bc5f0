import { closeSync, existsSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  type Clock,
  ensureFifos,
  type LogSink,
  type LogTarget,
  MemorySink,
  openReadEnd,
  openWriteEnd,
  type RawIntake,
  RingBuffer,
  StreamPump,
  systemClock,
  TeeSink,
} from '#core';
import { streamReaders } from '#native';
import { type ScratchDirectory, scratchDirectory, waitFor } from '#testing';
import { FileSink } from './file.sink.js';
import { FileSinkPool } from './file-sink.pool.js';
import { LogTraffic } from './log-traffic.js';
import { rotatedFiles } from './rotated-files.js';
import { RotationQueue } from './rotation-queue.js';

const native = streamReaders().find(([name]) => name === 'native');
/** Less than a FIFO holds, so that this test never waits for itself. */
const MOST_UNREAD_BYTES = 48 * 1024;
const RUNS = Number(process.env['PROVISR_RAW_RUNS'] ?? 25);

/** Counts what it is shown, and asks for a pause when told to. */
class Gate implements LogSink {
  readonly droppedBytes = 0;
  readonly problem = null;
  readonly raw: RawIntake = { decide: () => (this.isShut ? 'wait' : 'any'), moved: () => undefined, failed: () => undefined };
  isShut = false;
  shown = 0;
  #ready: () => void = () => undefined;

  write(chunk: Buffer): boolean {
    this.shown += chunk.length;
    return !this.isShut;
  }

  onReady(ready: () => void): void {
    this.#ready = ready;
  }

  open(): void {
    this.isShut = false;
    this.#ready();
  }

  async close(): Promise<void> {
    // Holds nothing.
  }
}

describe.skipIf(native === undefined)('bytes that go into the file unread', () => {
  const openReader = native?.[1];
  const log = {
    stdoutPath: null,
    stderrPath: null,
    maxSizeBytes: 3000,
    maxBackups: 9999,
    maxAgeDays: 0,
    compress: false,
    timestamps: false,
  };
  let directory: ScratchDirectory;
  let path: string;
  let rotations: RotationQueue;
  let pool: FileSinkPool;
  let traffic: LogTraffic;
  let made = 0;
  const open: { close: () => Promise<void> | void }[] = [];

  beforeEach(() => {
    directory = scratchDirectory('raw-intake');
    path = join(directory.path, 'web.log');
    rotations = new RotationQueue(systemClock);
    pool = new FileSinkPool(systemClock, rotations);
    traffic = new LogTraffic();
  });

  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
    directory.remove();
  });

  /** A stream with all that the daemon puts behind it. */
  async function stream(name: string, maxSizeBytes = log.maxSizeBytes) {
    const fifo = join(directory.path, `${name}-${made++}`);
    await ensureFifos([fifo]);
    const writeEnd = openWriteEnd(fifo);
    open.push({ close: () => closeSync(writeEnd) });
    const [ring, gate] = [new RingBuffer(), new Gate()];
    const target: LogTarget = { process: name, stream: 'stdout', path, log: { ...log, sinks: [] } };
    const sink = (): LogSink => {
      const behind = new TeeSink([traffic.tap(target), pool.open({ ...log, maxSizeBytes, path }), gate]);
      return new TeeSink([new MemorySink(ring), behind]);
    };
    const begin = (): StreamPump => {
      const pump = new StreamPump({ path: fifo, sink: sink(), clock: systemClock, openReader });
      open.push(pump);
      pump.attach();
      return pump;
    };
    return { writeEnd, ring, gate, sink, begin, write: (text: string) => writeSync(writeEnd, text) };
  }

  async function stored(): Promise<string> {
    await rotations.running(path);
    const files = [...(await rotatedFiles(path)).reverse().map((file) => file.path), path];
    return files.map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : '')).join('');
  }

  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('write'), bytes: fc.integer({ min: 1, max: 9000 }) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('turn'), bytes: fc.integer({ min: 1, max: 4 }) }) },
    fc.record({ do: fc.constantFrom('watch', 'unwatch', 'shut', 'open', 'swap', 'restart'), bytes: fc.constant(0) }),
  );

  it('are the same bytes, whenever somebody begins or ceases to look, waits, rotates, or starts again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        path = join(directory.path, `${made}.log`);
        const { gate, ring, sink, begin, write } = await stream(`p${made}`);
        let [pump, written, before, line, tapped] = [begin(), '', 0, 0, 0];
        let unwatch = (): void => undefined;
        const name = `p${made - 1}`;
        for (const { do: what, bytes } of steps) {
          if (what === 'write') {
            if (written.length - before - pump.bytes + bytes > MOST_UNREAD_BYTES) continue;
            let text = '';
            while (text.length < bytes) text += `${line++} ${'x'.repeat(line % 150)}\n`;
            // Ends anywhere, also inside a line.
            write(text.slice(0, bytes));
            written += text.slice(0, bytes);
          } else if (what === 'turn') for (let n = 0; n < bytes; n++) await new Promise((resolve) => setImmediate(resolve));
          else if (what === 'watch') {
            unwatch();
            unwatch = traffic.listen(name, 'stdout', (chunk) => (tapped += chunk.length));
          } else if (what === 'unwatch') unwatch();
          else if (what === 'shut') gate.isShut = true;
          else if (what === 'open') gate.open();
          else if (what === 'swap') void pump.swap(async () => sink());
          else {
            await pump.close();
            before += pump.bytes;
            pump = begin();
          }
        }
        gate.open();
        await waitFor(() => before + pump.bytes === written.length);
        await pump.close();
        expect(await stored()).toBe(written);
        expect(ring.snapshot().toString('latin1')).toBe(written.slice(-64 * 1024));
        expect(tapped).toBeLessThanOrEqual(written.length);
        unwatch();
        const files = await rotatedFiles(path);
        for (const file of files) expect(readFileSync(file.path).length).toBeGreaterThanOrEqual(3000);
      }),
      { numRuns: RUNS },
    );
  });

  it('are shown to nobody, while the ring, the counters and the ends of files are what they would be', async () => {
    const { gate, ring, begin, write } = await stream('web', 40_000);
    const pump = begin();
    let text = '';
    for (let n = 0; n < 3000; n += 1) {
      const line = `line ${n}\n`;
      text += line;
      write(line);
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await waitFor(() => pump.bytes === text.length);
    expect(gate.shown).toBe(0);
    expect(ring.lastLines(2)).toEqual(['line 2998', 'line 2999']);
    expect(traffic.bytes('web', 'stdout')).toBe(text.length);
    expect(await stored()).toBe(text);
    for (const file of await rotatedFiles(path)) expect(readFileSync(file.path, 'latin1').length - 40_000).toBeLessThan(10);
  });

  it('of two streams share a file, each with a ring of its own', async () => {
    const [one, two] = [await stream('one'), await stream('two')];
    const pumps = [one.begin(), two.begin()];
    for (let n = 0; n < 200; n += 1) {
      one.write(`one ${n}\n`);
      two.write(`two ${n}\n`);
      if (n % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const all = (name: string): string => Array.from({ length: 200 }, (_, n) => `${name} ${n}\n`).join('');
    await waitFor(() => pumps.every((pump) => pump.bytes === all('one').length));
    expect(one.gate.shown + two.gate.shown).toBe(0);
    expect([one.ring.snapshot().toString(), two.ring.snapshot().toString()]).toEqual([all('one'), all('two')]);
    const lines = (await stored()).split('\n').slice(0, -1);
    expect(`${lines.filter((line) => line.startsWith('one')).join('\n')}\n`).toBe(all('one'));
    expect(`${lines.filter((line) => line.startsWith('two')).join('\n')}\n`).toBe(all('two'));
  });

  it('begin at the beginning again after the file was cut to nothing by somebody else', async () => {
    const { begin, write } = await stream('web');
    const pump = begin();
    write('before\n');
    await waitFor(() => pump.bytes === 7);
    truncateSync(path);
    write('after\n');
    await waitFor(() => pump.bytes === 13);
    expect(readFileSync(path, 'latin1')).toBe('after\n');
  });

  it('stay in the FIFO while a sink waits, and when the pump is closed', async () => {
    const { gate, begin, write } = await stream('web');
    gate.isShut = true;
    const pump = begin();
    write('waits\n');
    expect(await pump.drained(50)).toBe('late');
    await pump.close();
    expect(readFileSync(path, 'latin1')).toBe('');
    gate.isShut = false;
    const next = begin();
    await waitFor(() => next.bytes === 6);
    expect(readFileSync(path, 'latin1')).toBe('waits\n');
  });
});

describe('what a file sink says to bytes that are not looked at', () => {
  const directory = scratchDirectory('file-intake');
  let now = 0;
  const clock: Clock = { ...systemClock, monotonicMs: () => now };
  const sinks: FileSink[] = [];
  let made = 0;

  function sinkAt(path = join(directory.path, `${made++}.log`)): FileSink {
    const options = { path, maxSizeBytes: 1000, maxBackups: 3, maxAgeDays: 0, compress: false };
    const sink = new FileSink(options, clock, new RotationQueue(systemClock));
    sinks.push(sink);
    return sink;
  }

  const failure = (code: string): Error => Object.assign(new Error(code), { code });

  afterEach(async () => {
    for (const sink of sinks.splice(0)) await sink.close();
  });

  afterAll(() => directory.remove());

  it('takes a full disk for what it is: counts, drops, tells, and goes on moving', () => {
    const path = join(directory.path, 'full.log');
    const sink = sinkAt(path);
    expect(sink.raw.decide()).toMatchObject({ bytes: 999 });
    sink.raw.failed(failure('ENOSPC'));
    expect(sink.problem).toBe(`cannot write ${path}: ENOSPC`);
    expect(sink.raw.decide()).toBe('deliver');
    expect(sink.write(Buffer.from('lost\n'))).toBe(true);
    expect(sink.droppedBytes).toBe(5);
    now += 1000;
    expect(sink.raw.decide()).toBe('deliver');
    sink.write(Buffer.from('kept\n'));
    expect(readFileSync(path, 'latin1')).toBe('[provisr] 5 bytes of output were dropped: ENOSPC\nkept\n');
    expect(sink.problem).toBeNull();
    expect(sink.raw.decide()).toMatchObject({ bytes: 999 - readFileSync(path).length });
  });

  it('wants to see every byte where the file system cannot move them, and has no problem', () => {
    const sink = sinkAt();
    sink.raw.failed(failure('EINVAL'));
    expect(sink.problem).toBeNull();
    expect(sink.raw.decide()).toBe('deliver');
    expect(sink.write(Buffer.from('seen\n'))).toBe(true);
    expect(sink.raw.decide()).toBe('deliver');
    expect(sink.droppedBytes).toBe(0);
  });

  it('wants to see every byte for a device or a FIFO', async () => {
    expect(sinkAt('/dev/null').raw.decide()).toBe('deliver');
    const fifo = join(directory.path, 'fifo');
    await ensureFifos([fifo]);
    const readEnd = openReadEnd(fifo);
    expect(sinkAt(fifo).raw.decide()).toBe('deliver');
    closeSync(readEnd);
  });
});
