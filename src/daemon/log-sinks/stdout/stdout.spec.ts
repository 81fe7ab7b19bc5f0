import { once } from 'node:events';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StdoutSinkDto } from '#contract';
import { ensureFifos, type LogSink, systemClock } from '#core';
import { bindSocketCalls, loadLibrary, type NativeLibrary } from '#native';
import type { LogTarget } from '#plugin';
import { FakeClock, logSinkConformance, type ScratchDirectory, scratchDirectory, waitFor } from '#testing';
import { LogFile } from '../../logs/index.js';
import { type Output, SocketOutput } from './output.js';
import { StdoutSinks } from './stdout-sinks.js';

const library = loadLibrary();

function targetOf(process: string, stream: 'stdout' | 'stderr' = 'stdout'): LogTarget {
  return { process, stream, pid: () => 42, log: { timestamps: false } } as LogTarget;
}

/** Takes as much as it is allowed to, and a short piece as a whole or not at all, as a pipe does. */
class GrudgingOutput implements Output {
  readonly wholeBytes = 100;
  room = 0;
  text = '';
  failure: Error | null = null;
  isClosed = false;

  append(chunk: Buffer, from: number, to: number): number {
    const wanted = to - from;
    const taken = wanted <= this.room ? wanted : wanted <= this.wholeBytes ? 0 : this.room;
    this.room -= taken;
    this.text += chunk.toString('utf8', from, from + taken);
    return from + taken;
  }

  close(): void {
    this.isClosed = true;
  }
}

describe('the standard output of the daemon', () => {
  let directory: ScratchDirectory;
  const closing: (() => void | Promise<void>)[] = [];
  beforeEach(() => {
    directory = scratchDirectory('stdout');
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    directory.remove();
  });

  /** A pipe, and what has come out of it. */
  async function pipe(): Promise<{ output: () => Output; read: () => string }> {
    const path = join(directory.path, 'pipe');
    await ensureFifos([path]);
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    closing.push(() => closeSync(fd));
    let text = '';
    const read = (): string => {
      const buffer = Buffer.alloc(1 << 20);
      try {
        for (let bytes = readSync(fd, buffer); bytes > 0; bytes = readSync(fd, buffer)) text += buffer.toString('utf8', 0, bytes);
      } catch {
        // EAGAIN: nothing more at the moment.
      }
      return text;
    };
    return { output: () => Object.assign(LogFile.open(path), { wholeBytes: 4096 }), read };
  }

  const open = (sinks: StdoutSinks, options: StdoutSinkDto = {}, target = targetOf('web')): LogSink => sinks.open(options, target);

  it.each(logSinkConformance)('$name', async ({ check }) => {
    const { output, read } = await pipe();
    const reading = setInterval(read, 1);
    closing.push(() => clearInterval(reading));
    const sinks = new StdoutSinks(systemClock, output);
    await check({ open: () => open(sinks), lines: () => read().split('\n').slice(0, -1) });
  });

  it('gets lines as they are, behind a name, or as objects', async () => {
    const { output, read } = await pipe();
    const sinks = new StdoutSinks(systemClock, output);
    const all = [open(sinks), open(sinks, { format: 'prefixed' }), open(sinks, { format: 'json' }, targetOf('api', 'stderr'))];
    for (const sink of all) sink.write(Buffer.from('grün\n'));
    for (const sink of all) await sink.close();
    const [plain, prefixed, json] = read().split('\n');
    expect([plain, prefixed]).toEqual(['grün', 'web | grün']);
    expect(JSON.parse(json ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/) as string,
      process: 'api',
      stream: 'stderr',
      pid: 42,
      message: 'grün',
    });
  });

  it('holds nobody up while nobody reads, and tells what it had to drop', async () => {
    const { output, read } = await pipe();
    const sinks = new StdoutSinks(systemClock, output);
    const [flood, quiet] = [open(sinks, { buffer: 65_536 }), open(sinks, {}, targetOf('quiet'))];
    closing.push(() => flood.close());
    quiet.write(Buffer.from('one\n'));
    for (let index = 0; index < 5000; index += 1) expect(flood.write(Buffer.from(`${index} ${'x'.repeat(60)}\n`))).toBe(true);
    quiet.write(Buffer.from('two\n'));
    expect([flood.droppedBytes > 100_000, quiet.droppedBytes]).toEqual([true, 0]);
    await waitFor(() => read().includes('4999 x') && read().includes('two\n'));
    const dropped = flood.droppedBytes;
    flood.write(Buffer.from('after\n'));
    await waitFor(() => read().endsWith(`[provisr] ${dropped} bytes of output were dropped\nafter\n`));
    const numbers = read()
      .split('\n')
      .filter((line) => / x{60}$/.test(line))
      .map((line) => Number.parseInt(line, 10));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(
      read()
        .split('\n')
        .filter((line) => !/^(\d+ x{60}|one|two|after|\[provisr\] .*|)$/.test(line)),
    ).toEqual([]);
    await quiet.close();
  });

  it('tears no line, whatever the other side takes, and loses none uncounted', () => {
    const step = fc.record({ who: fc.nat(2), bytes: fc.integer({ min: 1, max: 150 }), room: fc.nat(300), waitMs: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = new FakeClock();
        const output = new GrudgingOutput();
        const sinks = new StdoutSinks(clock, () => output);
        const open3 = [0, 1, 2].map((index) => open(sinks, {}, targetOf(`p${index}`)));
        const written: string[] = [];
        for (const [index, { who, bytes, room, waitMs }] of steps.entries()) {
          output.room += room;
          const line = `${index}:${'abc'[who]!.repeat(bytes)}`;
          written.push(line);
          open3[who]!.write(Buffer.from(`${line}\n`));
          clock.advance(waitMs);
        }
        output.room = Number.MAX_SAFE_INTEGER;
        clock.advance(20);
        expect(output.text.split('\n').slice(0, -1)).toEqual(written);
        expect(open3.map(({ droppedBytes }) => droppedBytes)).toEqual([0, 0, 0]);
      }),
    );
  });

  it('gives up two seconds after the end when nobody reads', async () => {
    const clock = new FakeClock();
    const output = new GrudgingOutput();
    const sink = open(new StdoutSinks(clock, () => output));
    sink.write(Buffer.from('one\n'));
    let isClosed = false;
    const closed = sink.close().then(() => (isClosed = true));
    for (let turn = 0; turn < 1000 && !isClosed; turn += 1) {
      clock.advance(10);
      await new Promise(setImmediate);
    }
    await closed;
    expect([output.isClosed, clock.monotonicMs() >= 2000]).toEqual([true, true]);
    expect(sink.droppedBytes).toBe(4);
    expect(clock.armedCount).toBe(0);
  });

  it.skipIf(!('koffi' in library))('does not wait for a socket either', async () => {
    const path = join(directory.path, 's');
    const chunks: Buffer[] = [];
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket.pause())).listen(path);
    await once(server, 'listening');
    const socket = connect(path);
    await once(socket, 'connect');
    closing.push(() => {
      for (const each of [socket, ...sockets]) each.destroy();
      server.close();
    });
    const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
    const sinks = new StdoutSinks(systemClock, () => new SocketOutput(bindSocketCalls(library as NativeLibrary), fd));
    const sink = open(sinks, { buffer: 65_536 });
    const lines = Array.from({ length: 6000 }, (_, index) => `${index} ${'x'.repeat(60)}`);
    for (const line of lines) expect(sink.write(Buffer.from(`${line}\n`))).toBe(true);
    expect(sink.droppedBytes).toBeGreaterThan(0);
    await waitFor(() => sockets.length === 1);
    sockets[0]!.on('data', (data: Buffer) => chunks.push(data)).resume();
    await waitFor(() =>
      Buffer.concat(chunks)
        .toString()
        .endsWith(`${lines.at(-1)}\n`),
    );
    await sink.close();
    expect(
      Buffer.concat(chunks)
        .toString()
        .split('\n')
        .slice(0, -1)
        .filter((line) => !/^\d+ x{60}$/.test(line)),
    ).toEqual([]);
  });
});
