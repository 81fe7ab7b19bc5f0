import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, startDaemon, waitFor } from '#testing';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const GUIDE = readFileSync(join(ROOT, 'docs/guides/plugins.md'), 'utf8');
/** The code block after a file name in backquotes that ends its paragraph. */
const block = (file: string): string => {
  const text = GUIDE.split(`\`${file}\`:\n\n\`\`\``)[1]
    ?.split('\n```')[0]
    ?.replace(/^\w*\n/, '');
  if (text === undefined) throw new Error(`the guide has no ${file}`);
  return `${text}\n`;
};

const CONFIG = `
plugins = ["./plugins/lines.mjs", "./plugins/linear.mjs", "./plugins/disk.mjs"]
[server]
listen = "127.0.0.1:0"
socket = "provisr.sock"
[[processes]]
[processes.spec]
name = "crashing"
command = "false"
auto_restart = true
restart_interval = "10ms"
restart_strategy = "linear"
`;

describe('config format, restart strategy and health indicator of the guide', () => {
  const bench = new DaemonBench('plugin-points');
  const configFile = join(bench.directory.path, 'config.toml');
  let daemon: DaemonProcess;
  beforeAll(async () => {
    for (const file of ['plugins/lines.mjs', 'plugins/linear.mjs', 'plugins/disk.mjs', 'programs/web.lines', 'points.test.mjs'])
      bench.directory.write(file, block(file));
    bench.directory.write('config.toml', CONFIG);
    daemon = await startDaemon({ configFile, env: bench.env });
  });
  afterAll(async () => {
    await daemon.stop();
    await bench.close();
  });

  it('work as they stand', async () => {
    const { stdout } = await bench.cli(['plugins', '--api-url', daemon.url]);
    expect(stdout).toMatch(/^lines +- +ok +config-format/m);
    expect(stdout).toMatch(/^linear +- +ok +backoff-strategy/m);
    expect(stdout).toMatch(/^disk +- +ok +health-indicator/m);
    await waitFor(async () => (await daemon.client.processes.get('web')).state === 'running', { what: 'the program of the format to run' });
    await waitFor(async () => (await daemon.client.processes.get('crashing')).restarts > 2, { what: 'restarts by the strategy' });
    expect((await bench.cli(['why', '--name', 'crashing', '--api-url', daemon.url])).stdout).toContain('restart_strategy = "linear"');
    const report = (await (await fetch(new URL('/health/ready', daemon.url))).json()) as { details: Record<string, unknown> };
    expect(report.details['disk']).toMatchObject({ status: expect.stringMatching(/up|degraded/) as string });
  });

  it('validates files of the format, with the place of what is wrong', async () => {
    expect((await bench.cli(['validate', '--config', configFile])).stdout).toContain('is valid: 2 processes');
    bench.directory.write('programs/bad.lines', 'spec.name = bad\nspec.comand = x\n');
    const refused = await bench.cli(['validate', '--config', configFile]);
    expect(refused.stderr).toMatch(/bad\.lines:2:1: unknown key "comand" \(did you mean "command"\?\)/);
    bench.directory.write('programs/bad.lines', 'nothing\n');
    expect((await bench.cli(['validate', '--config', configFile])).stderr).toContain('bad.lines:1:1: not valid lines: there is no " = "');
  });

  it('pass their conformance kits', async () => {
    mkdirSync(join(bench.directory.path, 'node_modules'));
    symlinkSync(ROOT, join(bench.directory.path, 'node_modules/provisr'));
    const { NODE_TEST_CONTEXT: _outer, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', join(bench.directory.path, 'points.test.mjs')], {
      env,
    });
    expect(stdout).toMatch(/^# pass 12$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});
