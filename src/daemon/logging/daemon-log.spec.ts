import 'reflect-metadata';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { LogSink } from '#core';

import { type DaemonLog, type DaemonLogOptions, openDaemonLog } from './daemon-log.js';
import { LogStream } from './log-stream.js';
import { prettyFormat } from './pretty-format.js';
import { LoggingModule } from './logging.module.js';

@Controller()
class EchoController {
  @Get()
  get(): string {
    new Logger('echo').log({ msg: 'asked', process: 'web' });
    return 'ok';
  }
}

describe('the log of the daemon', () => {
  let dir: string;
  let file: string;
  let logs: DaemonLog[];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-daemon-log-'));
    file = join(dir, 'provisr.log');
    logs = [];
  });

  afterEach(async () => {
    await Promise.all(logs.map((log) => log.close()));
    rmSync(dir, { recursive: true, force: true });
  });

  async function open(options: Partial<DaemonLogOptions> = {}): Promise<DaemonLog> {
    const log = await openDaemonLog({ file, ...options });
    logs.push(log);
    return log;
  }

  const records = (): Record<string, unknown>[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('is JSON lines with a time and a level people can read', async () => {
    const log = await open();
    log.pino.info({ process: 'web' }, 'started');
    log.pino.debug('not at this level');
    expect(records()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
        daemonPid: process.pid,
        process: 'web',
        msg: 'started',
      },
    ]);
  });

  it('is there before the call returns: the last words of a crash are kept', async () => {
    (await open()).pino.fatal(new Error('the end'));
    expect(records()[0]).toMatchObject({ level: 'fatal', msg: 'the end', err: { type: 'Error' } });
  });

  it('never holds secrets, neither under their keys nor inside texts', async () => {
    const log = await open();
    const token = `pvr_${'a'.repeat(43)}`;
    log.pino.info(
      { token, headers: { authorization: `Bearer ${token}` }, req: { headers: { cookie: 'c=s3cr3t' } }, spec: { env: { KEY: 's3cr3t' } } },
      'x',
    );
    log.pino.info(`called with Bearer s3cr3t-in-text and ${token}`);
    log.pino.info({ url: '/events?token=s3cr3t&name=web' });
    log.nest.error(new Error(`refused ${token}`));
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/s3cr3t|pvr_/);
    expect(text).toContain('/events?token=[redacted]&name=web');
    expect(records()).toHaveLength(4);
  });

  it('carries what Nest and the rooms log, without the chatter of the start, each daemon in its own file', async () => {
    for (const name of ['one', 'two']) {
      file = join(dir, name);
      const log = await open();
      @Module({ imports: [LoggingModule.forRoot(log)], controllers: [EchoController] })
      class AppModule {}
      const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: log.nest });
      await app.init();
      const fastify = app.getHttpAdapter().getInstance() as unknown as { inject(url: string): Promise<{ payload: string }> };
      expect((await fastify.inject('/')).payload).toBe('ok');
      await app.close();
      expect(records().map(({ msg, context, process: subject }) => [context, msg, subject])).toEqual([['echo', 'asked', 'web']]);
    }
  });

  it('is rotated like the files of processes', async () => {
    const log = await open();
    for (let i = 0; i < 11 * 1024; i += 1) log.pino.info({ i, who: 'ann', pad: 'x'.repeat(1000) });
    await log.close();
    expect(existsSync(`${file}.1`)).toBe(true);
    expect(records().at(-1)?.['i']).toBe(11 * 1024 - 1);
  });

  it('refuses a file that cannot be written, at the start', async () => {
    mkdirSync(file);
    await expect(open()).rejects.toMatchObject({ code: 'PROVISR_CONFIG_INVALID', message: `the daemon cannot write ${file}: EISDIR` });
  });

  it('does not fail when the disk is full later on', async () => {
    symlinkSync('/dev/full', file);
    const log = await open();
    for (let i = 0; i < 100; i += 1) expect(() => log.pino.info({ i })).not.toThrow();
  });

  it('has a form for people', async () => {
    const log = await open();
    log.pino.info({ process: 'web', context: 'supervision' }, 'started');
    const format = await prettyFormat(false);
    expect(format(readFileSync(file, 'utf8'))).toMatch(/^\[?\d\d:\d\d:\d\d\.\d{3}\]? INFO: \[supervision\] started \{"process":"web"\}\n$/);
  });
});

describe('LogStream', () => {
  it('keeps at most 1 MiB for a stalled target and tells what it dropped', () => {
    let isStalled = true;
    let ready: () => void = () => undefined;
    const stored: string[] = [];
    const sink: LogSink = {
      droppedBytes: 0,
      problem: null,
      write: (chunk) => {
        stored.push(chunk.toString());
        return !isStalled;
      },
      onReady: (listener) => (ready = listener),
      close: async () => undefined,
    };
    const stream = new LogStream(sink);
    const line = `${'x'.repeat(1023)}\n`;
    for (let i = 0; i < 2000; i += 1) stream.write(line);
    expect(stored).toEqual([line]);
    isStalled = false;
    ready();
    expect(stored.join('').length).toBeLessThan(1025 * 1024 + 100);
    expect(stored.join('')).toMatch(/\n\[provisr\] 975 lines of this log were dropped\n$/);
    stream.write('after\n');
    expect(stored.at(-1)).toBe('after\n');
  });
});
