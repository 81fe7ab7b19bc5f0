import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { StatusDto } from '#contract';
import { type CliResult, runCli, type ServedConfig, serveConfig, waitFor } from '#testing';

const PROGRAMS = `
[[processes]]
[processes.spec]
name = "web"
command = "sh -c 'echo out; echo err >&2; exec sleep 600'"
instances = 2
priority = 1

[[processes]]
[processes.spec]
name = "api"
command = "sleep 600"
priority = 2
`;
const SERVER = '[server]\nlisten = "127.0.0.1:0"\nsocket = "api.sock"\n';

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(SERVER + PROGRAMS);
  await waitFor(async () => (await served.ask('/health/ready')).status === 200, { what: 'the boot' });
});

afterAll(() => served?.close());

const provisr = (...args: string[]): Promise<CliResult> =>
  runCli(args, {
    cwd: served.scratch.path,
    env: { PROVISR_API_URL: served.daemon.url, PROVISR_HOME: join(served.scratch.path, 'home') },
  });
const ok = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await provisr(...args);
  expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
  return stdout;
};
/** `name state` of each row of a table. */
const states = (table: string): string[] =>
  table
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(/ +/).slice(0, 2).join(' '));

describe('status', () => {
  it('is a table, everything in natural order without a selector, also when piped', async () => {
    const table = await ok('status');
    expect(table.split('\n')[0]).toMatch(/^NAME +STATE +PID +UPTIME +CPU +MEMORY +RESTARTS +NEXT +NOTE$/);
    expect(states(table)).toEqual(['api running', 'web-1 running', 'web-2 running']);
  });

  it.each([
    [['status', 'web-1'], ['web-1 running']],
    [['status', '--name', 'web-1'], ['web-1 running']],
    [
      ['status', '--base', 'web'],
      ['web-1 running', 'web-2 running'],
    ],
    [['status', '--wildcard', '*1'], ['web-1 running']],
    [
      ['status', '--config', 'config.toml'],
      ['api running', 'web-1 running', 'web-2 running'],
    ],
  ])('%j', async (args, rows) => {
    expect(states(await ok(...args))).toEqual(rows);
  });

  it('says so when nothing matches', async () => {
    expect(await ok('status', '--wildcard', 'none*')).toBe('no processes\n');
  });

  it('--output json is exactly the body of the API, -o yaml the same as YAML', async () => {
    await ok('start', '--name', 'resting', '--cmd', 'sleep 600');
    await ok('stop', 'resting');
    const body = (await served.get('/status?name=resting&usage=true')).text;
    expect(await ok('status', '--name', 'resting', '--output', 'json')).toBe(`${body}\n`);
    expect(parseYaml(await ok('status', '--name', 'resting', '-o', 'yaml'))).toEqual(JSON.parse(body));
    expect(await ok('status', '--wildcard', 'rest*', '-o', 'json')).toBe(`[${body}]\n`);
  });

  it('finds the daemon by the [server] of --config, its socket first', async () => {
    const { code, stdout } = await runCli(['status', '--config', served.configFile], {
      env: { PROVISR_HOME: join(served.scratch.path, 'home') },
    });
    expect(code).toBe(0);
    expect(states(stdout)).toContain('api running');
  });
});

describe('start, stop, restart', () => {
  it('start --cmd takes every flag of a specification', async () => {
    const dir = served.scratch.path;
    const retries = [
      '--retries',
      '2',
      '--retry-interval',
      '10ms',
      '--auto-restart',
      '--restart-interval',
      '3s',
      '--start-duration',
      '20ms',
    ];
    const places = ['--work-dir', dir, '--pid-file', 'own/all.pid', '--log-dir', 'own-logs'];
    const others = ['--instances', '2', '--priority', '7', '--env', 'A=1', '--env', 'B=x y=z', '--detached=false'];
    const table = await ok('start', '--name', 'all', '--cmd', "sh -c 'exec sleep 600'", ...retries, ...places, ...others);
    expect(states(table)).toEqual(['all-1 running', 'all-2 running']);
    expect((await served.get('/processes/all/spec')).json()).toEqual({
      name: 'all',
      command: "sh -c 'exec sleep 600'",
      retry_count: 2,
      retry_interval: '10ms',
      auto_restart: true,
      restart_interval: '3s',
      start_duration: '20ms',
      instances: 2,
      priority: 7,
      work_dir: dir,
      env: ['A=1', 'B=x y=z'],
      pid_file: join(dir, 'own/all.pid'),
      log: { dir: join(dir, 'own-logs') },
      detached: false,
    });
    expect(readFileSync(join(dir, 'own/all-2.pid'), 'utf8')).toMatch(/^\d+\n/);
    await ok('stop', '--base', 'all');
  });

  it('stop and restart by name, base, wildcard and file; what was done is printed', async () => {
    expect(states(await ok('stop', 'web-1'))).toEqual(['web-1 stopped']);
    expect(states(await ok('restart', '--base', 'web'))).toEqual(['web-1 running', 'web-2 running']);
    expect(states(await ok('stop', '--wildcard', 'web-*', '--wait', '5s'))).toEqual(['web-1 stopped', 'web-2 stopped']);
    expect(await ok('stop', '--wildcard', 'none*')).toBe('nothing matched\n');
    expect(states(await ok('start', '--config', 'config.toml'))).toEqual(['web-1 running', 'web-2 running', 'api running']);
    expect(states(await ok('restart', '--config', 'config.toml'))).toEqual(['web-1 running', 'web-2 running', 'api running']);
    expect(states(await ok('stop', '--config', 'config.toml'))).toEqual(['api stopped', 'web-1 stopped', 'web-2 stopped']);
    await ok('start', '--config', 'config.toml');
  });

  it('start --wait 0s does not wait, and says so', async () => {
    const text = await ok('start', '--name', 'later', '--cmd', 'sleep 600', '--start-duration', '100ms', '--wait', '0s');
    expect(text).toMatch(/later +starting/);
    expect(text).toContain('not waited for the effect');
    await waitFor(async () => (await served.get('/status?name=later')).json<StatusDto>().state === 'running');
  });

  it('start --config starts what the daemon does not know yet with the specification of the file', async () => {
    served.scratch.write('other/config.toml', '[[processes]]\n[processes.spec]\nname = "foreign"\ncommand = "sleep 600"\nwork_dir = "."\n');
    const table = await ok('start', '--config', 'other/config.toml', '--api-url', served.daemon.url);
    expect(states(table)).toEqual(['foreign running']);
    expect((await served.get('/processes/foreign/spec')).json()).toMatchObject({ work_dir: join(served.scratch.path, 'other') });
  });

  it('the shell and its colours: none when piped, none with NO_COLOR, some when forced', async () => {
    const escape = '\u001b[';
    expect(await ok('status')).not.toContain(escape);
    const env = { PROVISR_API_URL: served.daemon.url, NO_COLOR: '', FORCE_COLOR: '1' };
    expect((await runCli(['status'], { env })).stdout).toContain(escape);
    expect((await runCli(['status', '--no-color'], { env })).stdout).not.toContain(escape);
  });
});

describe('reload', () => {
  it('prints the difference', async () => {
    expect(await ok('reload')).toMatch(/^nothing changed, \d+ unchanged\n$/);
    served.scratch.write('programs/new.toml', 'type = "process"\n[spec]\nname = "new"\ncommand = "sleep 600"\n');
    served.scratch.write(
      'config.toml',
      SERVER + PROGRAMS.replace('sleep 600"\npriority = 2', 'sleep 601"\npriority = 2').replace('priority = 1', 'priority = 5'),
    );
    const preview = await ok('reload', '--dry-run');
    expect(preview).toMatch(/^changed +api \(restarts api\)\n +command: "sleep 600" → "sleep 601"$/m);
    expect(preview).toMatch(/^added +new +in .*new[.]toml$/m);
    expect(preview).toMatch(/^changed +web\n +priority: 1 → 5$/m);
    expect(preview).toMatch(/\nnothing was done\n$/);
    const text = await ok('reload');
    expect(text).toMatch(/^added +new$/m);
    expect(text).toMatch(/^restarted +api$/m);
    expect(text).toMatch(/^updated +web-1, web-2$/m);
    served.scratch.write('config.toml', SERVER + PROGRAMS);
    expect(JSON.parse(await ok('reload', '-o', 'json'))).toMatchObject({ ok: true, restarted: ['api'], added: [], removed: [] });
  });

  it('of a broken configuration says where, and changes nothing', async () => {
    served.scratch.write('config.toml', `${SERVER}${PROGRAMS}\n[serer]\n`);
    const { code, stderr } = await provisr('reload');
    served.scratch.write('config.toml', SERVER + PROGRAMS);
    expect(code).toBe(7);
    expect(stderr).toMatch(/^error: .*config\.toml:\d+:\d+: unknown key "serer"/);
    expect(states(await ok('status', 'api'))).toEqual(['api running']);
  });
});

describe('validate, version, logs', () => {
  it('validate counts what it has found; positional and --config are the same', async () => {
    const text = await ok('validate', 'config.toml');
    expect(text).toBe(`${join(served.scratch.path, 'config.toml')} is valid: 3 processes, 0 cronjobs, 0 groups\n`);
    expect(await ok('validate', '--config', 'config.toml')).toBe(text);
    expect(JSON.parse(await ok('validate', 'config.toml', '-o', 'json'))).toMatchObject({ ok: true, processes: ['web', 'api', 'new'] });
  });

  it('validate warns about old names, once each, and is content', async () => {
    served.scratch.write('old.toml', '[[processes]]\n[processes.spec]\nname = "x"\ncommand = "true"\nretries = 1\nautorestart = true\n');
    const { code, stderr } = await provisr('validate', 'old.toml');
    expect(code).toBe(0);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^warning: .*old\.toml:5:1: .*retry_count/),
      expect.stringMatching(/^warning: .*old\.toml:6:1: .*auto_restart/),
    ]);
  });

  it('version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(await ok('version')).toBe(`provisr ${version}\n`);
    expect(await ok('--version')).toBe(`provisr ${version}\n`);
    expect(JSON.parse(await ok('version', '-o', 'json'))).toEqual({ version });
    expect(await ok('version', '--verbose')).toContain(process.version.slice(1));
  });

  it('logs: both streams, the last n, one stream', async () => {
    await waitFor(async () => (await served.get('/processes/web-1/logs?stream=stderr')).text.includes('"err"'));
    expect(await ok('logs', '--name', 'web-1', '-n', '1')).toBe('out\nerr\n');
    expect(await ok('logs', 'web-1', '-n', '1', '--stderr')).toBe('err\n');
    expect(await ok('logs', 'web-1', '-n', '1', '--stdout')).toBe('out\n');
    expect(await ok('logs', 'web-1', '-n', '1', '--stdout', '-o', 'json')).toBe(
      `${JSON.stringify({ name: 'web-1', stream: 'stdout', lines: [{ stream: 'stdout', line: 'out' }] })}\n`,
    );
  });
});
