import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PluginStatusDto } from '#contract';
import { TestDaemon, until } from '../fixtures/test-daemon.js';

const SERVER = '[server]\nlisten = "127.0.0.1:0"\n';

/** A detector, a log sink, an event sink, metrics, a restart strategy, a health indicator and a controller, each of which fails at run time; decorators are applied by hand. */
const HOSTILE = `
import { Controller, Get, HttpException, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { appendFileSync } from 'node:fs';
const mark = (name, data, cls) => { Injectable()(cls); SetMetadata(Symbol.for(name), data)(cls); return cls; };
let calls = 0;
const Detects = mark('provisr.detector.v1', { type: 'hostile' }, class { create() { return { label: 'hostile', intervalMs: 10, detect() { calls += 1; throw new Error('detector'); } }; } });
const Sinks = mark('provisr.log-sink.v1', { type: 'hostile' }, class { open() { return { write() { calls += 1; throw new Error('write'); }, onReady() { throw new Error('ready'); }, get droppedBytes() { throw new Error('dropped'); }, get problem() { throw new Error('problem'); }, close() { throw new Error('close'); } }; } });
const Tells = mark('provisr.event-sink.v1', { type: 'hostile' }, class { open() { return { deliver() { throw new Error('deliver'); }, close() { throw new Error('close'); } }; } });
const Counts = mark('provisr.metrics.v1', { name: 'hostile' }, class { register(registry) { registry.gauge({ name: 'hostile_calls', help: 'Calls.' }).set({}, 1); } collect() { throw new Error('collect'); } });
const Waits = mark('provisr.backoff-strategy.v1', { name: 'hostile' }, class { delayMs() { throw new Error('delay'); } });
const Ails = mark('provisr.health-indicator.v1', { name: 'hostile' }, class { check() { throw new Error('indicator'); } });
class Answers {
  constructor(modules) { this.modules = modules; }
  fine() { return { calls, options: OPTIONS, isHost: typeof this.modules.resolve === 'function' }; }
  throws() { throw new Error('controller'); }
  gone() { throw new HttpException('not any more', 404); }
  later() { setTimeout(() => { throw new Error('timer'); }); Promise.reject(new Error('promise')); return { ok: true }; }
}
let OPTIONS;
Inject(ModuleRef)(Answers, undefined, 0);
Controller('hostile')(Answers);
SetMetadata(Symbol.for('provisr.required-role.v1'), 'viewer')(Answers);
for (const name of ['fine', 'throws', 'gone', 'later']) Get(name)(Answers.prototype, name, Object.getOwnPropertyDescriptor(Answers.prototype, name));
export default {
  name: 'hostile', apiVersion: 1, version: '3.2.1',
  options: ({ level = 'low', ...others }) => { if (!['low', 'high'].includes(level)) throw new Error('level must be low or high'); return { level, ...others }; },
  module: (options) => { OPTIONS = options; return { providers: [Detects, Sinks, Tells, Counts, Waits, Ails], controllers: [Answers] }; },
};
`;

describe('plugins of a daemon', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    const config = `plugins = [{ use = "./plugins/hostile.mjs", options = { level = "high" } }, { use = "./missing.mjs", required = false }]
${SERVER}base_path = "/base"
[[events.sinks]]
type = "hostile"
retries = 0
[[processes]]
type = "process"
[processes.spec]
name = "noisy"
command = "echo one; exec sleep 1000"
detectors = [{ type = "hostile" }]
log = { sinks = [{ type = "hostile" }, { type = "skipped" }] }
[[processes]]
[processes.spec]
name = "crashing"
command = "false"
auto_restart = true
restart_interval = "20ms"
restart_strategy = "hostile"
`;
    daemon = await TestDaemon.start(config, { 'plugins/hostile.mjs': HOSTILE });
  });
  afterAll(() => daemon.close());

  it('are told of with what they bring, and why one was skipped', async () => {
    const plugins = (await daemon.get('/base/plugins')).body as PluginStatusDto[];
    expect(plugins).toEqual([
      {
        name: 'hostile',
        version: '3.2.1',
        kinds: ['detector', 'log-sink', 'event-sink', 'metrics', 'backoff-strategy', 'health-indicator', 'controller'],
        status: 'ok',
        reason: null,
      },
      { name: './missing.mjs', version: null, kinds: [], status: 'skipped', reason: expect.stringContaining('there is no file') as string },
    ]);
  });

  it('answer requests under the base path, with their options and the classes of this Nest', async () => {
    const { status, body } = await daemon.get('/base/hostile/fine');
    expect({ status, body: body as unknown }).toMatchObject({ status: 200, body: { options: { level: 'high' }, isHost: true } });
    expect((await daemon.get('/hostile/fine')).status).toBe(404);
    expect((await daemon.get('/base/hostile/fine', { headers: { host: 'evil.example' } })).status).toBe(403);
  });

  it('have a say in whether the daemon is ready, and none in whether it is alive', async () => {
    const { status, body } = await daemon.get('/health/ready');
    expect({ status, body: body as unknown }).toMatchObject({
      status: 503,
      body: { status: 'error', error: { hostile: { status: 'down', reason: 'indicator' } } },
    });
    expect(await daemon.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await daemon.get('/metrics')).text).toContain('\nprovisr_ready 0\n');
  });

  it('that throw are answered for, and stop nothing', async () => {
    expect(await daemon.get('/base/hostile/throws')).toMatchObject({ status: 500, body: { code: 'PROVISR_UNEXPECTED' } });
    expect(await daemon.get('/base/hostile/gone')).toMatchObject({ status: 404, body: { code: 'PROVISR_ROUTE_NOT_FOUND' } });
    await until(async () => ((await daemon.get('/base/status?name=noisy')).body as { state: string }).state === 'running');
    await until(async () => ((await daemon.get('/base/hostile/fine')).body as { calls: number }).calls > 0);
    await until(async () => ((await daemon.get('/base/status?name=crashing')).body as { restarts: number }).restarts > 1);
    const { text } = await daemon.get('/metrics');
    expect(text).toMatch(/provisr_metrics_failures_total\{source="hostile"\} \d/);
    expect((await daemon.post('/base/stop?name=noisy')).status).toBe(200);
    expect((await daemon.post('/base/start?name=noisy')).status).toBe(200);
  });
});

describe('a plugin is refused', () => {
  const start = async (plugins: string, files: Record<string, string> = {}): Promise<unknown> => {
    try {
      await (await TestDaemon.start(`${plugins}\n${SERVER}`, files)).close();
      return null;
    } catch (error) {
      return error;
    }
  };
  const format = (name: string, extension: string, body = ''): string => `
    class Reads { ${body} parse(text) { return { data: JSON.parse(text) }; } }
    Reflect.defineMetadata(Symbol.for('provisr.config-format.v1'), { name: 'kv', extensions: ['${extension}'] }, Reads);
    export default { name: '${name}', apiVersion: 1, module: { providers: [Reads] } };`;
  const record = (extra: string): string => `export default { name: 'x', apiVersion: 1, module: {}, ${extra} };`;

  it.each([
    ['that is nowhere', 'PROVISR_PLUGIN_NOT_FOUND', '"./nowhere.mjs": there is no file', '"./nowhere.mjs"', ''],
    ['whose package is nowhere', 'PROVISR_PLUGIN_NOT_FOUND', 'no such package', '"provisr-plugin-none"', ''],
    ['that is none', 'PROVISR_PLUGIN_INVALID', 'default export', '"./p.mjs"', 'export const x = 1;'],
    ['without a name', 'PROVISR_PLUGIN_INVALID', '"name" of its record is missing', '"./p.mjs"', 'export default {};'],
    [
      'for another API',
      'PROVISR_PLUGIN_API_MISMATCH',
      'version 7 of the plugin API, this daemon has 1',
      '"./p.mjs"',
      record('apiVersion: 7'),
    ],
    ['that throws', 'PROVISR_PLUGIN_LOAD_FAILED', 'failed while it was loaded: no luck', '"./p.mjs"', 'throw new Error("no luck");'],
    [
      'whose module throws',
      'PROVISR_PLUGIN_LOAD_FAILED',
      'loaded: no module',
      '"./p.mjs"',
      record('module: () => { throw new Error("no module"); }'),
    ],
    [
      'that does not fit',
      'PROVISR_PLUGIN_LOAD_FAILED',
      'plugin "x" does not fit into the daemon: Nest can',
      '"./p.mjs"',
      record('module: { providers: [{ provide: "a", inject: ["absent"], useFactory: () => 1 }] }'),
    ],
    [
      'with wrong options',
      'PROVISR_PLUGIN_OPTIONS_INVALID',
      /config\.toml:1:\d+: level: must be low or high/,
      '{ use = "./p.mjs", options = { level = "top" } }',
      record('options: () => { throw new Error("level must be low or high"); }'),
    ],
    [
      'that reads what we read',
      'PROVISR_PLUGIN_CONFLICT',
      'plugin "x" cannot read files that end in .yaml: they are read already',
      '"./p.mjs"',
      format('x', '.yaml'),
    ],
    [
      'whose format wants to be given something',
      'PROVISR_PLUGIN_INVALID',
      'config format of plugin "x": Reads wants arguments',
      '"./p.mjs"',
      format('x', '.kv', 'constructor(clock) {}'),
    ],
    ['twice', 'PROVISR_PLUGIN_CONFLICT', 'two plugins are called "x"', '"./p.mjs", "./p.mjs"', record('')],
  ])('%s', async (_what, code, message, plugins, source) => {
    const error = (await start(`plugins = [${plugins}]`, { 'p.mjs': source })) as { code?: string; message?: string };
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('that claims the slot of another one', async () => {
    const claim = (name: string): string =>
      record(`name: '${name}', overrides: [{ provide: Symbol.for('provisr.clock.v1'), useValue: 1 }]`);
    const error = await start('plugins = ["./a.mjs", "./b.mjs"]', { 'a.mjs': claim('a'), 'b.mjs': claim('b') });
    expect(error).toMatchObject({ code: 'PROVISR_PLUGIN_CONFLICT', message: expect.stringContaining('"a" and "b"') as string });
  });

  it('that reads the files of another one', async () => {
    const files = { 'a.mjs': format('a', '.kv'), 'b.mjs': format('b', '.kv') };
    const error = await start('plugins = ["./a.mjs", "./b.mjs"]', files);
    expect(error).toMatchObject({ code: 'PROVISR_PLUGIN_CONFLICT', message: 'the plugins "a" and "b" both read files that end in .kv' });
  });

  it('but not one that may be missing, however it fails', async () => {
    const files = {
      'unfit.mjs': record('module: { providers: [{ provide: "a", inject: ["absent"], useFactory: () => 1 }] }'),
      'node_modules/good/package.json': '{ "version": "1.4.0", "exports": { "import": "./only.mjs" } }',
      'node_modules/good/only.mjs': record('name: "good"'),
      'node_modules/@some/common/package.json': '{ "version": "2.0.0", "main": "main.cjs" }',
      'node_modules/@some/common/main.cjs':
        'const { Logger } = require("@nestjs/common"); module.exports = { name: Logger.name, apiVersion: 1, module: class {} };',
    };
    const plugins = 'plugins = [{ use = "./unfit.mjs", required = false }, "good", "@some/common"]';
    const daemon = await TestDaemon.start(`${plugins}\n${SERVER}`, files);
    try {
      expect(
        ((await daemon.get('/api/plugins')).body as PluginStatusDto[]).map(({ name, version, status }) => [name, version, status]),
      ).toEqual([
        ['good', '1.4.0', 'ok'],
        ['Logger', '2.0.0', 'ok'],
        ['x', null, 'skipped'],
      ]);
    } finally {
      await daemon.close();
    }
  });
});
