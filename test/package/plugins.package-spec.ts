import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, startDaemon, waitFor } from '#testing';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

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
export default sdk.definePlugin({ name: 'stranger', apiVersion: sdk.PLUGIN_API, module: { providers: [Alive, Copies, Depth], controllers: [Hello] } });
`;

describe('a plugin with copies of provisr and Nest of its own', () => {
  const bench = new DaemonBench('plugin-copies');
  const site = (...names: string[]): string => join(bench.directory.path, ...names);
  let daemon: DaemonProcess;

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', bench.directory.path], {
      cwd: ROOT,
    });
    installFor('stranger');
    await run('tar', ['xzf', site(stdout.trim()), '-C', site('stranger/node_modules/provisr'), '--strip-components=1']);
    bench.directory.write(
      'stranger/package.json',
      '{ "name": "stranger", "version": "4.5.6", "type": "module", "exports": "./plugin.js" }',
    );
    bench.directory.write('stranger/plugin.js', PLUGIN);
    const detached = `${process.execPath} -e "require('node:child_process').spawn('sleep',['1000'],{detached:true,stdio:'ignore'}).unref()"`;
    bench.configure({
      plugins: ['./stranger'],
      processes: [
        { name: 'chatty', command: 'echo hello; exec sleep 1000', log: { sinks: [{ type: 'copy', options: { file: site('copy.txt') } }] } },
        { name: 'hidden', command: detached, detectors: [{ type: 'told' }] },
      ],
    });
    daemon = await bench.serve();
  });
  afterAll(() => bench.close());

  /** What `npm install` of the tarball would lay out; @nestjs/common a true copy, the other dependencies as they lie here. */
  function installFor(name: string): void {
    const target = site(name, 'node_modules');
    mkdirSync(join(target, 'provisr'), { recursive: true });
    mkdirSync(join(target, '@nestjs'));
    cpSync(join(ROOT, 'node_modules/@nestjs/common'), join(target, '@nestjs/common'), { recursive: true });
    for (const entry of readdirSync(join(ROOT, 'node_modules')).filter((each) => !['.bin', '.cache', '@nestjs', 'provisr'].includes(each)))
      symlinkSync(join(ROOT, 'node_modules', entry), join(target, entry));
    symlinkSync(join(ROOT, 'node_modules/@nestjs/core'), join(target, '@nestjs/core'));
  }

  const ask = async (path: string): Promise<string> => (await fetch(new URL(path, daemon.url))).text();

  it('adds a detector, a log sink, a controller and a metric, and all four work', async () => {
    expect(await daemon.client.daemon.plugins()).toEqual([
      { name: 'stranger', version: '4.5.6', kinds: ['detector', 'log-sink', 'metrics', 'controller'], status: 'ok', reason: null },
    ]);
    const greeting = JSON.parse(await ask('/api/hello/greet')) as { sdk: string; isInjected: boolean };
    expect(greeting).toEqual({ sdk: expect.stringContaining('/stranger/node_modules/provisr/dist/') as string, isInjected: true });
    expect(await ask('/metrics')).toContain('\nqueue_depth 3\n');
    await waitFor(() => readFileSync(site('copy.txt'), 'utf8') === 'stdout hello\n', { what: 'the sink to take the line' });
    const hidden = async (): Promise<string> => JSON.stringify(await daemon.client.processes.status({ name: 'hidden' }));
    await waitFor(async () => /"detected_by":"told"/.test(await hidden()), { what: 'the detector to speak for the process' });
  });

  it('is shown by provisr plugins', async () => {
    const { stdout } = await bench.cli(['plugins', '--api-url', daemon.url]);
    expect(stdout).toMatch(/stranger +4\.5\.6 +ok/);
  });

  it('that throws where nobody can catch it does not bring the daemon down', async () => {
    await ask('/api/hello/late');
    await waitFor(async () => (await daemon.client.daemon.plugins())[0]?.status === 'error', { what: 'the plugin to be blamed' });
    expect(await ask('/metrics')).toContain('\nqueue_depth 3\n');
  });
});

describe('the guide to plugins', () => {
  const guide = readFileSync(join(ROOT, 'docs/guides/plugins.md'), 'utf8');
  const bench = new DaemonBench('plugin-guide');
  afterAll(() => bench.close());
  /** The code block after a file name in backquotes that ends its paragraph. */
  const block = (file: string): string =>
    guide
      .split(`\`${file}\`:\n\n\`\`\``)[1]
      ?.split('\n```')[0]
      ?.replace(/^\w+\n/, '') ?? '';

  it('needs at most 15 lines for a detector, and works as it stands', async () => {
    const plugin = block('plugins/port.mjs');
    expect(plugin.trim().split('\n').length).toBeLessThanOrEqual(15);
    bench.directory.write('plugins/port.mjs', plugin);
    bench.directory.write('config.toml', block('config.toml'));
    const daemon = await startDaemon({ configFile: join(bench.directory.path, 'config.toml'), env: bench.env });
    const { stdout } = await bench.cli(['plugins', '--api-url', daemon.url]);
    const shown = guide.split('$ provisr plugins\n')[1]?.split('```')[0] ?? '';
    expect(stdout.replaceAll(/ +$/gm, '')).toBe(shown);
    await daemon.stop();
  });

  it('tests that detector by its conformance kit', async () => {
    bench.directory.write('plugins/port.mjs', block('plugins/port.mjs'));
    const test = bench.directory.write('port.test.mjs', block('port.test.mjs'));
    mkdirSync(join(bench.directory.path, 'node_modules'));
    symlinkSync(ROOT, join(bench.directory.path, 'node_modules/provisr'));
    const { NODE_TEST_CONTEXT: _outer, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', test], { env });
    expect(stdout).toMatch(/^# pass 5$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});
