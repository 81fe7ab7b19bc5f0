import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusDto } from '#contract';
import { type ServedConfig, serveConfig, waitFor } from '#testing';
import { line, snippet } from './snippets.js';
import { isInstalled, UserShell } from './user-shell.js';

const INLINE_WEB = snippet('Configuration model (unified)', 0);
const WEB_FILE = snippet('Configuration model (unified)', 1);
const GROUPS = snippet('Configuration model (unified)', 2);

let served: ServedConfig;
let shell: UserShell;

beforeAll(async () => {
  served = await serveConfig(
    [
      '[server]\nlisten = "127.0.0.1:0"\nsocket = "provisr.sock"\n',
      '[log]\ndir = "logs"\n',
      INLINE_WEB,
      GROUPS,
      '[[groups]]\nname = "backend"\nmembers = ["api"]\n',
    ].join('\n'),
    {
      configName: 'config/config.toml',
      files: {
        'config/programs/api.yml':
          'type: process\nspec:\n  name: api\n  command: sleep 600\n  work_dir: .\n  pid_file: ./pids/deep/api.pid\n',
      },
    },
  );
  shell = new UserShell(served.scratch);
  await waitFor(async () => (await served.ask('/health/ready')).status === 200, { what: 'the boot' });
});

afterAll(() => served?.close());

const here = (...names: string[]): string => join(served.scratch.path, ...names);
/** The daemon of these tests, for commands that do not name one. */
const user = (): { env: Record<string, string> } => ({ env: { PROVISR_API_URL: served.daemon.url } });
const statusOf = async (name: string): Promise<StatusDto> => (await served.get(`/status?name=${name}`)).json<StatusDto>();

describe('CLI quickstart', () => {
  const command = (start: string): string => line('CLI quickstart', start);

  it('provisr start --name demo --cmd "sleep 10"', async () => {
    const { code, stdout, stderr } = await shell.run(command('provisr start --name demo'), user());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^NAME +STATE.*\ndemo +running +\d+ /);
    expect(readFileSync(`/proc/${(await statusOf('demo')).pid}/cmdline`, 'utf8')).toBe('sleep\x0010\x00');
  });

  it('provisr status --name demo', async () => {
    const { code, stdout } = await shell.run(command('provisr status'), user());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^demo +running +\d+ /m);
  });

  it('provisr stop --name demo', async () => {
    const { pid } = await statusOf('demo');
    const { code, stdout } = await shell.run(command('provisr stop'), user());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^demo +stopped /m);
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
  });

  it('provisr start --config config/config.toml', async () => {
    await served.post('/stop?wildcard=*');
    const { code, stdout, stderr } = await shell.run(command('provisr start --config'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^api +running /m);
    expect(stdout).toMatch(/^web +running /m);
  });

  it('provisr group-start --config config/config.toml --group backend', async () => {
    await served.post('/stop?wildcard=*');
    expect((await shell.run(command('provisr group-start'))).code).toBe(0);
    expect(await statusOf('api')).toMatchObject({ running: true });
    expect(await statusOf('web')).toMatchObject({ running: false });
    await served.post('/start?name=web');
  });
});

describe('register', () => {
  const [withWorkDir = '', withLogDir = ''] = snippet('register').split('\n');

  it('creates a definition file in the programs directory that loads', async () => {
    const programs = new UserShell(served.scratch);
    served.scratch.write('other/config.toml', '');
    for (const command of [withWorkDir, withLogDir]) {
      const { code, stderr } = await programs.run(`${command} --config other/config.toml`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
    expect(readFileSync(here('other/programs/web.toml'), 'utf8')).toContain('command = "python app.py"\nwork_dir = "/app"');
    expect(readFileSync(here('other/programs/api.toml'), 'utf8')).toContain('dir = "/var/log/api"');
    expect((await programs.run('provisr validate other/config.toml')).stdout).toContain('2 processes');
  });

  it('provisr register-file --file ./my-process.json', async () => {
    served.scratch.write('my-process.json', snippet('register-file', 1));
    const { code, stderr } = await shell.run(`${snippet('register-file').trim()} --config other/config.toml`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const text = readFileSync(here('other/programs/web-server.toml'), 'utf8');
    for (const part of ['command = "python app.py"', 'work_dir = "/app"', 'auto_restart = true', 'dir = "/var/log"'])
      expect(text).toContain(part);
    expect((await shell.run('provisr validate other/config.toml')).stdout).toContain('3 processes');
  });

  it('provisr unregister --name web', async () => {
    expect((await shell.run(`${snippet('unregister').trim()} --config other/config.toml`)).code).toBe(0);
    expect(existsSync(here('other/programs/web.toml'))).toBe(false);
  });

  it('processes of config.toml cannot be unregistered', async () => {
    const { code, stderr } = await shell.run(snippet('unregister'), user());
    expect(code).toBe(5);
    expect(stderr).toMatch(/^error: .*"web".*config\.toml/);
    expect(await statusOf('web')).toMatchObject({ running: true });
  });

  it('--api-url goes to that daemon, which writes the file and starts it', async () => {
    const remote = await serveConfig('[server]\nlisten = "127.0.0.1:0"\n', { env: { PATH: shell.path } });
    try {
      const { code, stderr } = await shell.run(snippet('unregister', 1).replace('http://remote:8080/api', remote.daemon.url));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(readFileSync(join(remote.scratch.path, 'programs/web.toml'), 'utf8')).toContain('command = "python app.py"');
      expect((await remote.get('/status?name=web')).json()).toMatchObject({ running: true });
    } finally {
      await remote.close();
    }
  });
});

describe.each(isInstalled('curl') ? (['real', 'stand-in'] as const) : (['stand-in'] as const))('HTTP API (REST), curl: %s', (curl) => {
  const run = async (index: number): Promise<unknown> => {
    const script = snippet('HTTP API (REST)', index).replaceAll('localhost:8080', `localhost:${new URL(served.origin).port}`);
    const { code, stdout, stderr } = await shell.run(script, { curl });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as unknown;
  };

  it('Start N instances', async () => {
    expect(await run(0)).toMatchObject({ ok: true, processes: [{ name: 'demo-1' }, { name: 'demo-2' }] });
    const logs = ['demo-1', 'demo-2'].map((name) => here(`config/logs/${name}.stdout.log`));
    await waitFor(() => logs.every((log) => existsSync(log) && readFileSync(log, 'utf8').startsWith('demo\n')));
  });

  it('Get status by base', async () => {
    expect(await run(1)).toMatchObject([
      { name: 'demo-1', running: true, pid: expect.any(Number), started_at: expect.any(String) },
      { name: 'demo-2', running: true, pid: expect.any(Number), started_at: expect.any(String) },
    ]);
  });

  it('Get status by wildcard', async () => {
    expect(await run(2)).toMatchObject([{ name: 'demo-1' }, { name: 'demo-2' }]);
  });

  it('Stop by wildcard', async () => {
    expect(await run(3)).toMatchObject({ ok: true, processes: [{ running: false }, { running: false }] });
    expect(await run(2)).toMatchObject([{ running: false }, { running: false }]);
  });
});

describe('Configuration model (unified)', () => {
  it('[[processes]] with type and spec: the inline web of the README runs and writes', async () => {
    expect(await statusOf('web')).toMatchObject({ running: true, detected_by: 'exec:pid' });
    await waitFor(() => readFileSync(here('config/logs/web.stdout.log'), 'utf8').startsWith('web\n'));
  });

  it('groups reference program names, inline ones and those of the programs directory', async () => {
    expect((await served.get('/group/status?group=webstack')).json()).toMatchObject({ web: [{ name: 'web' }], api: [{ name: 'api' }] });
  });

  it.each([
    ['programs/web.toml', WEB_FILE],
    ['programs/web.json', JSON.stringify({ type: 'process', spec: { name: 'web', command: 'true', priority: 10 } })],
    ['programs/web.yaml', 'type: process\nspec: { name: web, command: "true", priority: 10 }\n'],
    ['programs/web.yml', 'type: process\nspec: { name: web, command: "true", priority: 10 }\n'],
    ['programs/job.toml', 'type = "cronjob"\n[spec]\nname = "job"\nschedule = "@every 10s"\ncommand = "true"\n'],
  ])('%s has the same schema', async (file, text) => {
    const directory = `model-${file.replace(/\W/g, '-')}`;
    served.scratch.write(join(directory, file), text);
    served.scratch.write(join(directory, 'config.toml'), 'programs_directory = "programs"\n');
    const { code, stdout, stderr } = await shell.run(`provisr validate ${directory}/config.toml`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/1 process|1 cronjob/);
  });

  it('legacy plain per-file specs are not supported, and the message says what to write', async () => {
    served.scratch.write('legacy/programs/web.toml', 'name = "web"\ncommand = "true"\n');
    served.scratch.write('legacy/config.toml', '');
    const { code, stderr } = await shell.run('provisr validate legacy/config.toml');
    expect(code).toBe(7);
    expect(stderr).toMatch(/^error: .*web\.toml/);
    expect(stderr).toContain('spec');
  });
});

describe('Files and Paths', () => {
  it('spec.work_dir is the cwd of the process; a relative one of a file counts from that file', async () => {
    const { pid } = await statusOf('api');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toBe('sleep\x00600\x00');
    const { stdout } = await shell.run(`readlink /proc/${pid}/cwd`);
    expect(stdout.trim()).toBe(here('config/programs'));
  });

  it('spec.pid_file: written after the start with three lines; a relative one of a file counts from that file; parents are made with mode 0750', async () => {
    const file = here('config/programs/pids/deep/api.pid');
    const [pid = '', spec = '', meta = ''] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(Number(pid)).toBe((await statusOf('api')).pid);
    expect(JSON.parse(spec)).toMatchObject({ name: 'api', command: 'sleep 600' });
    expect((JSON.parse(meta) as { start_unix: number }).start_unix).toBeCloseTo(
      Date.parse((await statusOf('api')).started_at ?? '') / 1000,
      -1,
    );
    for (const directory of ['pids', 'pids/deep']) expect(statSync(here('config/programs', directory)).mode & 0o777).toBe(0o750);
  });

  it('pid_dir: without pid_file it is <pid_dir>/<name>.pid, and gone when the process is', async () => {
    expect(readFileSync(here('config/run/web.pid'), 'utf8').split('\n')[0]).toBe(String((await statusOf('web')).pid));
    await served.post('/stop?name=web');
    expect(existsSync(here('config/run/web.pid'))).toBe(false);
    await served.post('/start?name=web');
  });

  it('log.dir: <log.dir>/<name>.stdout.log and <name>.stderr.log, the directory made with mode 0750', async () => {
    const dir = here('var', 'log', 'provisr');
    await served.post('/start', { name: 'logged', command: "sh -c 'echo out; echo err >&2; exec sleep 600'", instances: 2, log: { dir } });
    await waitFor(() => readFileSync(join(dir, 'logged-1.stdout.log'), 'utf8') === 'out\n');
    await waitFor(() => readFileSync(join(dir, 'logged-2.stderr.log'), 'utf8') === 'err\n');
    expect(statSync(dir).mode & 0o777).toBe(0o750);
  });

  it('log.stdoutPath and log.stderrPath: exactly those files', async () => {
    mkdirSync(here('exact'));
    const log = { stdoutPath: here('exact/o.txt'), stderrPath: here('exact/e.txt') };
    await served.post('/start', { name: 'exact', command: "sh -c 'echo out; echo err >&2; exec sleep 600'", log });
    await waitFor(() => readFileSync(here('exact/o.txt'), 'utf8') === 'out\n');
    await waitFor(() => readFileSync(here('exact/e.txt'), 'utf8') === 'err\n');
  });
});
