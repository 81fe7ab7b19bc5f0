import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from './run.js';
import { processIo } from './terminal/process-io.js';

const STATUS = { name: 'web', running: true, pid: 7, exit_code: null, exit_signal: null, exit_error: null, restarts: 0, state: 'running' };
const WEB = { ...STATUS, next_restart_at: null, uptime_seconds: 5, instance_of: null, adopted: false };
const DB = { ...WEB, name: 'db-1', instance_of: 'db' };

interface Asked {
  readonly what: string;
  readonly body: unknown;
}

let server: Server;
let directory: string;
let apiUrl: string;
let asked: Asked[] = [];

/** Answers as the daemon would: known are `web` and the instances of `db`. */
function answerTo(what: string): [status: number, body: unknown] {
  if (what.startsWith('GET /api/processes?') || what === 'GET /api/processes') return [200, [DB, WEB]];
  if (what.startsWith('GET /api/status?name=none')) {
    return [404, { code: 'PROVISR_PROCESS_NOT_FOUND', error: 'no process named "none"', hint: 'did you mean "web"?', status: 404 }];
  }
  if (what.startsWith('GET /api/status')) return [200, WEB];
  if (what.includes('/logs')) return [200, { name: 'web', stream: 'both', lines: [{ stream: 'stdout', line: 'hello' }] }];
  if (what.startsWith('GET /api/group/status')) return [200, { web: [WEB], db: [DB] }];
  if (what.includes('name=db')) return [200, { ok: true, processes: [DB] }];
  return [200, { ok: true, processes: [WEB] }];
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-run-'));
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const what = `${request.method} ${request.url}`;
      asked.push({ what, body: body === '' ? null : JSON.parse(body) });
      const [status, answer] = answerTo(what);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  asked = [];
});

/** Runs a command line and gives all it did. */
async function provisr(...argv: string[]): Promise<{ exit: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const exit = await run(argv, (flags) => ({
    ...processIo(flags),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTty: false,
    hasErrTty: false,
    hasColour: false,
    env: { PROVISR_API_URL: apiUrl, PROVISR_HOME: directory },
    cwd: directory,
  }));
  return { exit, out, err };
}

describe('usage', () => {
  it.each([
    [['staus'], "error: unknown command 'staus'\nhint: did you mean status?\n"],
    [['help', 'nope'], "error: name a command\nhint: see 'provisr --help'\n"],
    [['--output', 'json'], "error: name a command\nhint: see 'provisr --help'\n"],
    [['status', '--nmae', 'x'], "error: unknown option '--nmae'\nhint: did you mean --name?\n"],
    [['status', '--name', 'a', '--base', 'b'], 'error: give only one of --name and --base\n'],
    [['stop'], "error: stop needs --name, --base, --wildcard or --config\nhint: see 'provisr stop --help'\n"],
    [['stop', '--name', 'a', '--wait', 'soon'], /Write a duration like 500ms/],
    [['start', '--name', 'a', '--cmd', 'x', '--instances', '0'], /whole number from 1 to 1000/],
    [['start', '--name', 'a', '--cmd', 'x', '--env', 'novalue'], /NAME=value/],
    [['start', '--cmd', 'x'], /--cmd needs --name/],
    [['start', '--name', 'a', '--priority', '5'], /--priority can be given only together with --cmd/],
    [['status', 'a', '--name', 'b'], /give only one of them/],
    [['status', 'a', 'b'], /too many arguments/],
    [['logs'], /logs needs --name/],
    [['group-start'], /--group <name>' not specified/],
    [['status', '-o', 'xml'], /Allowed choices are table, json, yaml/],
    [['serve'], /serve needs a configuration file/],
    [['status', '--api-url', 'nonsense'], /is not an http or https address/],
  ])('%j exits 2 and says why', async (argv, message) => {
    const { exit, out, err } = await provisr(...argv);
    expect({ exit, out, asked }).toEqual({ exit: 2, out: '', asked: [] });
    if (typeof message === 'string') expect(err).toBe(message);
    else expect(err).toMatch(message);
    expect(err).not.toContain('    at ');
  });

  it.each([[[]], [['--help']], [['help', 'start']], [['start', '--help']]])('%j shows help', async (argv) => {
    const { exit, out } = await provisr(...argv);
    expect(exit).toBe(0);
    expect(out).toContain('Usage: provisr');
  });

  it('prints the version', async () => {
    expect((await provisr('--version')).out).toMatch(/^provisr \d+\.\d+\.\d+/);
    expect((await provisr('version', '-o', 'json')).out).toMatch(/^\{"version":"\d/);
    expect((await provisr('version', '--verbose')).out).toContain(process.execPath);
    expect((await provisr('version', '--verbose')).out).toMatch(/^spawner {4}(posix_spawn|child_process\nbecause )/m);
  });
});

describe('requests', () => {
  it.each([
    [['status'], 'GET /api/processes?usage=true'],
    [['status', '--name', 'web'], 'GET /api/status?name=web&usage=true'],
    [['status', 'web'], 'GET /api/status?name=web&usage=true'],
    [['status', '--base', 'db'], 'GET /api/status?base=db&usage=true'],
    [['start', '--name', 'web'], 'POST /api/start?name=web'],
    [['start', '--wildcard', 'w*'], 'POST /api/start?wildcard=w*'],
    [['stop', '--name', 'web', '--wait', '5s'], 'POST /api/stop?name=web&wait=5000ms'],
    [['restart', '--base', 'db'], 'POST /api/restart?base=db'],
    [['reload', '--name'], null],
    [['logs', '--name', 'web', '-n', '5', '--stderr'], 'GET /api/processes/web/logs?stream=stderr&tail=5'],
    [['group-start', '--group', 'g'], 'POST /api/group/start?group=g'],
    [['group-stop', '--group', 'g', '--wait', '0s'], 'POST /api/group/stop?group=g&wait=0ms'],
    [['group-restart', '--group', 'g'], 'POST /api/group/restart?group=g'],
    [['group-status', '--group', 'g'], 'GET /api/group/status?group=g&usage=true'],
  ])('%j asks for %s', async (argv, what) => {
    const { exit } = await provisr(...argv);
    expect(asked.map((request) => request.what)).toEqual(what === null ? [] : [what]);
    expect(exit).toBe(what === null ? 2 : 0);
  });

  it('a new process takes all its flags along, with absolute paths', async () => {
    const flags = ['--retries', '3', '--retry-interval', '1s', '--auto-restart', '--restart-interval', '2s', '--start-duration', '100ms'];
    const more = [
      '--instances',
      '2',
      '--priority',
      '-5',
      '--work-dir',
      'work',
      '--env',
      'A=1',
      '--env',
      'B=x=y',
      '--pid-file',
      'a.pid',
      '--log-dir',
      '/var/log',
      '--detached',
    ];
    const { exit } = await provisr('start', '--name', 'demo', '--cmd', 'sleep 10', ...flags, ...more);
    expect(exit).toBe(0);
    expect(asked).toEqual([
      {
        what: 'POST /api/start',
        body: {
          name: 'demo',
          command: 'sleep 10',
          retry_count: 3,
          retry_interval: '1s',
          auto_restart: true,
          restart_interval: '2s',
          start_duration: '100ms',
          instances: 2,
          priority: -5,
          env: ['A=1', 'B=x=y'],
          detached: true,
          work_dir: join(directory, 'work'),
          pid_file: join(directory, 'a.pid'),
          log: { dir: '/var/log' },
        },
      },
    ]);
  });

  it.each([
    [['--auto-restart=on-failure'], 'on-failure'],
    [['--auto-restart', 'false'], false],
  ])('%j is understood', async (flags, value) => {
    await provisr('start', '--name', 'demo', '--cmd', 'true', ...flags);
    expect(asked[0]?.body).toMatchObject({ auto_restart: value });
  });
});

describe('answers', () => {
  it('are printed as the API gave them with -o json, before or after the command', async () => {
    expect((await provisr('status', '--name', 'web', '-o', 'json')).out).toBe(`${JSON.stringify(WEB)}\n`);
    expect((await provisr('--output', 'json', 'status')).out).toBe(`${JSON.stringify([DB, WEB])}\n`);
  });

  it('of logs are the lines', async () => {
    expect((await provisr('logs', 'web')).out).toBe('hello\n');
  });

  it('that are errors become exit code and hint', async () => {
    expect(await provisr('status', '--name', 'none')).toEqual({
      exit: 4,
      out: '',
      err: 'error: no process named "none"\nhint: did you mean "web"?\n',
    });
  });

  it('that never come exit 3', async () => {
    const { exit, err } = await provisr('status', '--api-url', `unix:${join(directory, 'none.sock')}`);
    expect(exit).toBe(3);
    expect(err).toContain("start it with 'provisr serve'");
  });
});

describe('all processes of a file', () => {
  const entry = (name: string, priority: number): string =>
    `[[processes]]\n[processes.spec]\nname = "${name}"\ncommand = "true"\npriority = ${priority}\n`;

  it('are stopped in reverse order of priority', async () => {
    await writeFile(join(directory, 'both.toml'), entry('web', 2) + entry('db', 1));
    const { exit, out } = await provisr('stop', '--config', 'both.toml');
    expect(asked.map(({ what }) => what)).toEqual(['GET /api/processes', 'POST /api/stop?name=web', 'POST /api/stop?name=db']);
    expect(exit).toBe(0);
    expect(out).toContain('db-1');
  });

  it('are shown, and those the daemon does not know are named', async () => {
    await writeFile(join(directory, 'more.toml'), entry('db', 1) + entry('new', 1));
    const { exit, out, err } = await provisr('status', '--config', 'more.toml');
    expect(exit).toBe(4);
    expect(out).toContain('db-1');
    expect(out).not.toContain('web');
    expect(err).toContain('does not know new');
  });

  it('are started, the unknown ones with their specification', async () => {
    await writeFile(join(directory, 'start.toml'), `env = ["LANG=C"]\n${entry('web', 2)}${entry('new', 1)}`);
    const { exit } = await provisr('start', '--config', 'start.toml');
    expect(exit).toBe(0);
    expect(asked.map(({ what }) => what)).toEqual(['GET /api/processes', 'POST /api/start', 'POST /api/start?name=web']);
    expect(asked[1]?.body).toEqual({
      name: 'new',
      command: 'true',
      priority: 1,
      pid_file: join(directory, 'run', 'new.pid'),
      env: { LANG: 'C' },
    });
  });
});

describe('validate', () => {
  it('counts what a good file holds', async () => {
    await writeFile(join(directory, 'good.toml'), '[[processes]]\n[processes.spec]\nname = "web"\ncommand = "true"\n');
    expect(await provisr('validate', 'good.toml')).toMatchObject({
      exit: 0,
      out: `${join(directory, 'good.toml')} is valid: 1 process, 0 cronjobs, 0 groups\n`,
    });
  });

  it('lists everything that is wrong, each with its place', async () => {
    await writeFile(
      join(directory, 'bad.toml'),
      '[server]\nlisen = ":1"\n[[processes]]\n[processes.spec]\nname = "web"\ncomand = "true"\n',
    );
    const { exit, err } = await provisr('validate', '--config', 'bad.toml');
    expect(exit).toBe(7);
    expect(err).toMatch(
      /bad\.toml:2:1: unknown key "lisen" \(did you mean "listen"\?\)\n.*bad\.toml:6:1: unknown key "comand" \(did you mean "command"\?\)/,
    );
  });
});
