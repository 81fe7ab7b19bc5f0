import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { builtinDetectorFactories, createInspector, exponentialBackoff, systemClock } from '#core';
import { type ConfigFormatReader, ConfigSyntaxError } from '#plugin';
import { backoffConformance, configFormatConformance, detectorConformance, eventSinkConformance, logSinkConformance } from '#testing';
import { BUILT_IN_FORMATS } from '../config/source/source-formats.js';
import { SyntaxProblem } from '../config/source/source-file.js';
import { WebhookSink } from '../event-sinks/webhook.sink.js';
import { FileSinkPool } from '../logs/file-sink.pool.js';
import { RotationQueue } from '../logs/rotation-queue.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provisr-conformance-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe.each(['pidfile', 'command'])('the detector %s', (type) => {
  const detectorOf = (isLiving: boolean): ReturnType<NonNullable<typeof factory>['create']> => {
    const path = join(directory, `${isLiving}.pid`);
    writeFileSync(path, isLiving ? `${process.pid}\n` : '4194304\n');
    const options = type === 'pidfile' ? { path } : { command: isLiving ? 'true' : 'false' };
    const target = { process: 'web', workDir: null, env: { PATH: process.env['PATH'] ?? '/bin' }, startTicks: () => null, pid: () => null };
    return factory!.create(options, target);
  };
  const factory = builtinDetectorFactories(systemClock, createInspector()).get(type);

  it.each(detectorConformance)('$name', ({ check }) => check({ ofLiving: detectorOf(true), ofDead: detectorOf(false) }));
});

describe.each([
  ['.toml', 'name = "web"\n[log]\nsinks = [{ type = "x" }]\n', 'name = \n'],
  ['.yaml', 'name: web\nlog:\n  sinks:\n    - type: x\n', 'a: [\n'],
  ['.json', '{\n "name": "web",\n "log": { "sinks": [{ "type": "x" }] } }', '{\n "a": }'],
])('the config format %s', (extension, text, broken) => {
  const parser = BUILT_IN_FORMATS.parserOf(`x${extension}`);
  const reader: ConfigFormatReader = {
    parse: (source, file) => {
      try {
        return parser(file, source);
      } catch (error) {
        throw error instanceof SyntaxProblem ? new ConfigSyntaxError(error.message, error.position) : error;
      }
    },
  };
  const data = { name: 'web', log: { sinks: [{ type: 'x' }] } };

  it.each(configFormatConformance)('$name', ({ check }) => check({ reader, text, data, broken }));
});

describe('the restart strategy exponential', () => {
  it.each(backoffConformance)('$name', ({ check }) => check({ strategy: exponentialBackoff }));
});

describe('the file sink', () => {
  it.each(logSinkConformance)('$name', async ({ check }) => {
    const path = join(directory, 'out.log');
    const pool = new FileSinkPool(systemClock, new RotationQueue(systemClock));
    await check({
      open: () => pool.open({ path, maxSizeBytes: 0, maxBackups: 1, maxAgeDays: 0, compress: false }),
      lines: () => readFileSync(path, 'utf8').split('\n').slice(0, -1),
    });
  });
});

describe('webhooks', () => {
  const ids: string[] = [];
  let server: Server;
  beforeEach(async () => {
    ids.length = 0;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        ids.push((JSON.parse(body) as { data: { id: string } }).data.id);
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(eventSinkConformance)('$name', async ({ check }) => {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await check({
      open: () => new WebhookSink({ url, secret: null, timeoutMs: 5_000 }, systemClock),
      arrived: () => ids,
      breakReceiver: () => void server.close(),
    });
  });
});
