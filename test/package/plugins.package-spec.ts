import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, startDaemon, waitFor } from '#testing';
import { type Installation, installTarball, packTarball, ROOT, strangersEnvironment } from '../packed/install-tarball.js';

const run = promisify(execFile);

/** Two folders that know each other not at all: in one somebody runs the daemon, in the other somebody writes a plugin. */
const bench = new DaemonBench('package');
const site = (...names: string[]): string => join(bench.directory.path, ...names);
const program = (): string => site('home/node_modules/provisr/bin/provisr.mjs');
let installations: readonly Installation[] = [];

beforeAll(async () => {
  const tarball = await packTarball(bench.directory.path);
  bench.directory.write('home/package.json', '{ "private": true }');
  bench.directory.write('stranger/package.json', '{ "name": "stranger", "version": "4.5.6", "type": "module", "exports": "./plugin.js" }');
  // One after the other: npm keeps one cache.
  installations = [await installTarball(tarball, site('home')), await installTarball(tarball, site('stranger'))];
});
afterAll(() => bench.close());

/** In the folder of the one who runs the daemon, as the guides say. */
const npx = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  run('npx', ['--no-install', 'provisr', ...args], { cwd: site('home'), env: { ...strangersEnvironment(), ...bench.env, NO_COLOR: '1' } });

describe('the packed package', () => {
  it('is installed by npm into an empty folder, and brings nothing that only its authors need', (context) => {
    context.skip(installations.includes('by hand'), 'the registry cannot be reached: the package was laid out by hand');
    const { dependencies } = JSON.parse(readFileSync(site('stranger/package.json'), 'utf8')) as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies)).toEqual(['provisr']);
    for (const folder of ['home', 'stranger']) {
      const absent = ['nest-commander', 'vitest', 'typescript', 'preact'].filter((name) => existsSync(site(folder, 'node_modules', name)));
      expect(absent).toEqual([]);
    }
  });

  it('runs a daemon by npx, with every way of starting a command', async () => {
    const every = { type: 'cronjob', spec: { name: 'tick', schedule: '@every 1h', command: 'true' } };
    const web = { type: 'process', spec: { name: 'web', command: 'sleep 1000' } };
    const config = bench.directory.write(
      'home/config.json',
      JSON.stringify({ server: { listen: 'none', socket: 'd.sock' }, processes: [web, every] }),
    );
    expect((await npx('validate', config)).stdout).toContain('1 process, 1 cronjob');
    await npx('serve', '--config', config, '--daemonize');
    await waitFor(async () => /^web +running/m.test((await npx('status', '--config', config)).stdout), { what: 'web to run' });
    await npx('stop-daemon', '--config', config);
    // The one that Nest builds: it refuses what it cannot read.
    await expect(npx('cron', '--config', 'absent.toml')).rejects.toMatchObject({ code: 7 });
    expect(bench.copies('web')).toEqual([]);
  });
});

/** A plugin as its author would write it: nothing of ours but `provisr/plugin`. */
const PLUGIN = `
import { Controller, Get } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Inject } from '@nestjs/common';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from 'provisr/plugin';

class Alive { create({ file }) { return { label: 'told', intervalMs: 100, detect: async () => ({ alive: true, pid: null }) }; } }
sdk.Detector('told')(Alive);
class Copies { open({ file }, { stream }) { return { droppedBytes: 0, problem: null, onReady() {}, write(chunk) { appendFileSync(file, stream + ' ' + chunk); return true; }, async close() {} }; } }
sdk.LogSink('copy')(Copies);
class Depth extends sdk.MetricsProvider { register(registry) { registry.gauge({ name: 'queue_depth', help: 'Jobs.' }).set({}, 3); } }
sdk.Metrics('queue')(Depth);
class Hello {
  constructor(modules) { this.modules = modules; }
  greet() { return { sdk: import.meta.resolve('provisr/plugin'), isInjected: this.modules !== undefined }; }
  late() { setTimeout(() => { throw new Error('in a timer'); }); Promise.reject(new Error('in a promise')); return {}; }
}
Inject(ModuleRef)(Hello, undefined, 0);
Controller('hello')(Hello);
for (const name of ['greet', 'late']) Get(name)(Hello.prototype, name, Object.getOwnPropertyDescriptor(Hello.prototype, name));
const greet = { name: 'greet', summary: 'greet the daemon', async run({ client, print }) {
  const answer = await client.request('GET', 'hello/greet');
  await print(answer, () => 'injected: ' + answer.isInjected + '\\n');
} };
export default sdk.definePlugin({ name: 'stranger', apiVersion: sdk.PLUGIN_API, module: { providers: [Alive, Copies, Depth], controllers: [Hello] }, commands: [greet] });
`;

describe('a plugin with copies of provisr and Nest of its own', () => {
  let daemon: DaemonProcess;

  beforeAll(async () => {
    bench.directory.write('stranger/plugin.js', PLUGIN);
    const detached = `${process.execPath} -e "require('node:child_process').spawn('sleep',['1000'],{detached:true,stdio:'ignore'}).unref()"`;
    bench.configure({
      plugins: ['./stranger'],
      processes: [
        { name: 'chatty', command: 'echo hello; exec sleep 1000', log: { sinks: [{ type: 'copy', options: { file: site('copy.txt') } }] } },
        { name: 'hidden', command: detached, detectors: [{ type: 'told' }] },
      ],
    });
    daemon = await bench.serve({ program: program() });
  });
  afterAll(() => daemon?.stop());

  const ask = async (path: string): Promise<string> => (await fetch(new URL(path, daemon.url))).text();

  it('adds a detector, a log sink, a controller and a metric, and all four work', async () => {
    expect(await daemon.client.daemon.plugins()).toEqual([
      {
        name: 'stranger',
        version: '4.5.6',
        kinds: ['detector', 'log-sink', 'metrics', 'controller', 'command'],
        status: 'ok',
        reason: null,
      },
    ]);
    const greeting = JSON.parse(await ask('/api/hello/greet')) as { sdk: string; isInjected: boolean };
    expect(greeting).toEqual({ sdk: expect.stringContaining('/stranger/node_modules/provisr/dist/') as string, isInjected: true });
    expect(await ask('/metrics')).toContain('\nqueue_depth 3\n');
    await waitFor(() => readFileSync(site('copy.txt'), 'utf8') === 'stdout hello\n', { what: 'the sink to take the line' });
    const hidden = async (): Promise<string> => JSON.stringify(await daemon.client.processes.status({ name: 'hidden' }));
    await waitFor(async () => /"detected_by":"told"/.test(await hidden()), { what: 'the detector to speak for the process' });
  });

  it('is shown by provisr plugins', async () => {
    const { stdout } = await npx('plugins', '--api-url', daemon.url);
    expect(stdout).toMatch(/stranger +4\.5\.6 +ok/);
  });

  it('brings a command, which asks its controller', async () => {
    const { stdout } = await npx('greet', '--config', bench.configFile, '--api-url', daemon.url);
    expect(stdout).toBe('injected: true\n');
    await expect(npx('greet')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("unknown command 'greet'") as string });
  });

  it('that throws where nobody can catch it does not bring the daemon down', async () => {
    await ask('/api/hello/late');
    await waitFor(async () => (await daemon.client.daemon.plugins())[0]?.status === 'error', { what: 'the plugin to be blamed' });
    expect(await ask('/metrics')).toContain('\nqueue_depth 3\n');
  });
});

describe('the guide to plugins', () => {
  const guide = readFileSync(join(ROOT, 'docs/guides/plugins.md'), 'utf8');
  /** The code block after a file name in backquotes that ends its paragraph. */
  const block = (file: string): string =>
    guide
      .split(`\`${file}\`:\n\n\`\`\``)[1]
      ?.split('\n```')[0]
      ?.replace(/^\w+\n/, '') ?? '';

  it('needs at most 15 lines for a detector, and works as it stands', async () => {
    const plugin = block('plugins/port.mjs');
    expect(plugin.trim().split('\n').length).toBeLessThanOrEqual(15);
    bench.directory.write('home/plugins/port.mjs', plugin);
    bench.directory.write('home/config.toml', block('config.toml'));
    const daemon = await startDaemon({ configFile: site('home/config.toml'), env: bench.env, program: program() });
    const { stdout } = await npx('plugins', '--api-url', daemon.url);
    const shown = guide.split('$ provisr plugins\n')[1]?.split('```')[0] ?? '';
    expect(stdout.replaceAll(/ +$/gm, '')).toBe(shown);
    await daemon.stop();
  });

  it('brings an endpoint and a command that asks it', async () => {
    bench.directory.write('home/orders.mjs', guide.split('## Commands')[1]?.split('```js\n')[1]?.split('```')[0] ?? '');
    const config = bench.directory.write(
      'home/orders.json',
      JSON.stringify({ plugins: ['./orders.mjs'], server: { listen: 'none', socket: 'o.sock' } }),
    );
    const daemon = await startDaemon({ configFile: config, env: bench.env, program: program() });
    expect((await npx('orders', '--config', config)).stdout).toBe('3 orders are open\n');
    await expect(npx('orders', '--config', config, '--fail-above', '2', '-o', 'json')).rejects.toMatchObject({
      code: 1,
      stdout: '{"open":3}\n',
    });
    await daemon.stop();
  });

  it('puts users of a proxy in the place of tokens', async () => {
    bench.directory.write('home/proxy-users.mjs', guide.split('## Slots')[1]?.split('```js\n')[1]?.split('```')[0] ?? '');
    const options = { secret: 'hush', roles: { ann: 'operator' } };
    bench.configure({ plugins: [{ use: './home/proxy-users.mjs', options }] });
    const daemon = await bench.serve({ program: program() });
    const identity = async (headers: Record<string, string>): Promise<unknown> =>
      (await fetch(`${daemon.url}/identity`, { headers })).json();
    const proof = { 'x-proxy-secret': 'hush' };
    expect(await identity({ ...proof, 'x-remote-user': 'ann' })).toEqual({ name: 'ann', role: 'operator', via: 'plugin' });
    const strangers = [{ ...proof, 'x-remote-user': 'bob' }, { ...proof, 'x-remote-user': 'constructor' }, proof];
    const forgers = [{ 'x-proxy-secret': 'hus', 'x-remote-user': 'ann' }, { 'x-remote-user': 'ann' }];
    for (const headers of [...strangers, ...forgers]) expect(await identity(headers)).toMatchObject({ code: 'PROVISR_AUTH_REQUIRED' });
    await daemon.stop();
  });

  it('tests that detector by its conformance kit', async () => {
    bench.directory.write('home/plugins/port.mjs', block('plugins/port.mjs'));
    const test = bench.directory.write('home/port.test.mjs', block('port.test.mjs'));
    const { NODE_TEST_CONTEXT: _outer, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', test], { env });
    expect(stdout).toMatch(/^# pass 5$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});
