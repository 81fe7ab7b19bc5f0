import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type LogSpec, type LogTarget, MemorySink, type SinkSpec } from '#core';
import { LogSink, LogSinkFactory } from '#plugin';

import { LogSinksModule } from '../log-sinks/index.js';
import { PluginCatalogue, PluginsModule } from '../plugins/index.js';
import { SlotsModule } from '../slots/index.js';
import { LogReaderService, LogSinkRegistry, LogsModule, LogTraffic, StreamLogOpener } from './index.js';

const kept: MemorySink[] = [];

@LogSink('keeping')
class KeepingSinkFactory extends LogSinkFactory<{ fail?: string }> {
  open(options: { fail?: string }): MemorySink {
    if (options.fail !== undefined) throw new Error(options.fail);
    const sink = new MemorySink();
    kept.push(sink);
    return sink;
  }
}

@Module({
  imports: [SlotsModule.forRoot(), PluginsModule.forRoot(new PluginCatalogue()), LogsModule, LogSinksModule],
  providers: [KeepingSinkFactory],
})
class HostModule {}

describe('LogsModule', () => {
  let app: INestApplicationContext;
  let dir: string;
  let opener: StreamLogOpener;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-logs-'));
    kept.length = 0;
    app = await NestFactory.createApplicationContext(HostModule, { logger: false, abortOnError: false });
    opener = app.get(StreamLogOpener);
  });

  afterEach(async () => {
    await app.close();
    rmSync(dir, { recursive: true, force: true });
  });

  function target(path: string | null, sinks: readonly SinkSpec[] = []): LogTarget {
    const log: LogSpec = {
      stdoutPath: path,
      stderrPath: null,
      maxSizeBytes: 1000,
      maxBackups: 3,
      maxAgeDays: 0,
      compress: false,
      timestamps: false,
      sinks,
    };
    return { process: 'web-1', stream: 'stdout', path, log };
  }

  it('finds the built-in types and those of other modules', () => {
    expect(app.get(LogSinkRegistry).types).toEqual(['file', 'json-lines', 'keeping', 'otlp', 'stdout', 'syslog']);
    expect(app.get(LogReaderService)).toBeInstanceOf(LogReaderService);
  });

  it('sends a stream to its file and to every further sink, and counts it', async () => {
    const options = { path: join(dir, '{process}.{stream}.copy'), max_size_mb: '1MB' };
    const sink = await opener.open(
      target(join(dir, 'web.log'), [
        { type: 'keeping', options: {} },
        { type: 'file', options },
      ]),
    );
    sink.write(Buffer.from('hello\n'));
    expect(app.get(LogTraffic).bytes('web-1', 'stdout')).toBe(6);
    await sink.close();
    expect(readFileSync(join(dir, 'web.log'), 'utf8')).toBe('hello\n');
    expect(readFileSync(join(dir, 'web-1.stdout.copy'), 'utf8')).toBe('hello\n');
    expect(kept[0]?.ring.snapshot().toString()).toBe('hello\n');
  });

  it('names the known types where one is unknown, and leaves no file behind', async () => {
    const path = join(dir, 'web.log');
    const error: unknown = await opener.open(target(path, [{ type: 'flie', options: {} }])).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'PROVISR_SPEC_INVALID',
      message: 'unknown log sink "flie"; known: file, json-lines, keeping, otlp, stdout, syslog',
      hint: 'did you mean "file"?',
    });
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    [{}, 'log sink "file": path: must be the path of a file'],
    [{ path: 'web.log' }, 'the path of a log sink must be absolute and without "..", not "web.log"'],
    [
      { path: '/tmp/x', max_size: 3 },
      'log sink "file": max_size: unknown key "max_size" (known keys: path, max_size_mb, max_backups, max_age_days, compress)',
    ],
    [{ path: '/tmp/x', max_backups: 0 }, 'log sink "file": max_backups: must not be less than 1'],
    [{ path: '/tmp/x', compress: 'yes', max_age_days: -1 }, 'log sink "file": max_age_days: must not be less than 0 (and 1 more)'],
  ])('says what is wrong with the options %o', async (options, message) => {
    await expect(opener.open(target(null, [{ type: 'file', options }]))).rejects.toMatchObject({ code: 'PROVISR_SPEC_INVALID', message });
  });

  it('goes on without a sink that could not be opened, and says so', async () => {
    const sink = await opener.open(target(join(dir, 'web.log'), [{ type: 'keeping', options: { fail: 'no route to host' } }]));
    expect(sink.write(Buffer.from('hello\n'))).toBe(true);
    expect(sink.problem).toBe('log sink "keeping": no route to host');
    expect(sink.droppedBytes).toBe(6);
    await sink.close();
    expect(readFileSync(join(dir, 'web.log'), 'utf8')).toBe('hello\n');
  });

  it('lets two streams share a file without rotating it away from each other', async () => {
    const path = join(dir, 'both.log');
    const [out, err] = [await opener.open(target(path)), await opener.open({ ...target(path), stream: 'stderr' })];
    const pauses = new Map<object, Promise<void>>();
    for (let i = 0; i < 1000; i += 1) {
      const sink = i % 2 === 0 ? out : err;
      await pauses.get(sink);
      const ready = new Promise<void>((resolve) => sink.onReady(resolve));
      pauses.set(sink, sink.write(Buffer.from(`${i}\n`)) ? Promise.resolve() : ready);
      await pauses.get(sink);
    }
    await out.close();
    err.write(Buffer.from('1000\n'));
    await err.close();
    const last = [3, 2, 1].map((index) => `${path}.${index}`).filter((file) => existsSync(file));
    const lines = [...last, path].map((file) => readFileSync(file, 'utf8')).join('');
    const numbers = lines.split('\n').slice(0, -1).map(Number);
    expect(numbers.at(-1)).toBe(1000);
    expect(numbers.every((number, index) => number === (numbers[0] as number) + index)).toBe(true);
  });

  it('writes to the standard output of the daemon as it is: a file, a pipe', () => {
    const hooks = new URL('../../../test/programs/source-hooks.mjs', import.meta.url).href;
    const script = `import { FileSink } from '${new URL('./file.sink.ts', import.meta.url).href}'; import { systemClock } from '#core'; import { RotationQueue } from '${new URL('./rotation-queue.ts', import.meta.url).href}';
      const sink = new FileSink({ path: '/dev/stdout', maxSizeBytes: 1, maxBackups: 1, maxAgeDays: 0, compress: false }, systemClock, new RotationQueue(systemClock));
      sink.write(Buffer.from('one\\n')); sink.write(Buffer.from('two\\n')); await sink.close(); if (sink.problem) console.error(sink.problem);`;
    const args = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', hooks, '--input-type=module', '-e', script];
    const cwd = new URL('.', import.meta.url).pathname;
    // spawnSync gives it a socket, `| cat` a pipe, `>` a file.
    const asSocket = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    expect([asSocket.stdout, asSocket.stderr]).toEqual(['one\ntwo\n', '']);
    const asPipe = spawnSync('sh', ['-c', '"$@" | cat', 'sh', process.execPath, ...args], { cwd, encoding: 'utf8' });
    expect([asPipe.stdout, asPipe.stderr]).toEqual(['one\ntwo\n', '']);
    const file = join(dir, 'stdout.txt');
    const asFile = spawnSync('sh', ['-c', `"$@" > ${file}`, 'sh', process.execPath, ...args], { cwd, encoding: 'utf8' });
    expect([readFileSync(file, 'utf8'), asFile.stderr]).toEqual(['one\ntwo\n', '']);
    expect(existsSync(`${file}.1`)).toBe(false);
  });
});
