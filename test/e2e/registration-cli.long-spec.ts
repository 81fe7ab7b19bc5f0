import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeResultDto, StatusDto } from '#contract';
import {
  ANY_PORT,
  type CliResult,
  type DaemonProcess,
  MARK_VARIABLE,
  markedProcesses,
  runCli,
  type ScratchDirectory,
  scratchDirectory,
  type ServedConfig,
  serveConfig,
  startDaemon,
  waitFor,
} from '#testing';
import { markedScratch } from './marked-scratch.js';
import { NO_DEFAULT_DAEMON } from './no-default-daemon.js';
import { snippet } from './readme/snippets.js';

const INLINE = '[[processes]]\n[processes.spec]\nname = "inline"\ncommand = "sleep 600"\ninstances = 2\n';
const JSON_EXAMPLE = snippet('register-file', 1);

let scratch: ScratchDirectory;
const here = (...names: string[]): string => join(scratch.path, ...names);

/** A user in the scratch directory; nobody listens on the default address. */
function provisr(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return runCli(args, { cwd: scratch.path, env: { ...NO_DEFAULT_DAEMON, PROVISR_HOME: here('home'), ...env } });
}

const ok = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await provisr(args);
  expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
  return stdout;
};

const register = (name: string, command = 'sleep 600'): string[] => ['register', '--name', name, '--command', command];

describe('register, register-file, unregister without a daemon', () => {
  beforeEach(() => void (scratch = scratchDirectory('registration')));
  afterEach(() => scratch.remove());

  const PLACES = [
    ['the one beside --config', 'conf/my.yaml', 'conf/programs', ['--config', 'conf/my.yaml']],
    ['programs_directory of --config', 'conf/my.yaml', 'elsewhere', ['--config', 'conf/my.yaml']],
    ['./config.toml', 'config.toml', 'programs', []],
    ['./programs, with no configuration at all', null, 'programs', []],
  ] as const;

  it.each(PLACES)('edit the programs directory of the config in force: %s', async (what, configName, directory, flags) => {
    if (configName !== null) scratch.write(configName, what.startsWith('programs_') ? 'programs_directory: ../elsewhere\n' : '');
    await ok(...register('web', 'python app.py'), '--work-dir', '/app', '--auto-start', ...flags);
    expect(readFileSync(here(directory, 'web.toml'), 'utf8')).toBe(
      'type = "process"\n\n[spec]\nname = "web"\ncommand = "python app.py"\nwork_dir = "/app"\nauto_restart = true\n\n',
    );
    expect(statSync(here(directory, 'web.toml')).mode & 0o777).toBe(0o600);
    await ok('unregister', '--name', 'web', ...flags);
    expect(readdirSync(here(directory))).toEqual([]);
  });

  it('register-file takes .json .toml .yaml .yml, flat or unified; what it writes is unified and loads', async () => {
    scratch.write('config.toml', INLINE);
    const files = {
      'a.json': JSON_EXAMPLE.replace('web-server', 'a'),
      'b.toml': 'name = "b"\ncommand = "python app.py"\nwork_dir = "/app"\nauto_restart = true\n[log.file]\ndir = "/var/log"\n',
      'c.yaml':
        'type: process\nspec:\n  name: c\n  command: python app.py\n  work_dir: /app\n  auto_restart: true\n  log: {dir: /var/log}\n',
      'd.yml': 'name: d\ncommand: python app.py\nwork_dir: /app\nauto_restart: true\nlog: {file: {dir: /var/log}}\n',
    };
    for (const [name, text] of Object.entries(files)) scratch.write(name, text);
    await Promise.all(Object.keys(files).map((name) => ok('register-file', '--file', `./${name}`)));
    for (const name of ['a', 'b', 'c', 'd']) {
      const { type, spec } = parseToml(readFileSync(here(`programs/${name}.toml`), 'utf8'));
      expect({ type, spec }).toMatchObject({
        type: 'process',
        spec: { name, command: 'python app.py', work_dir: '/app', auto_restart: true },
      });
      expect(JSON.stringify(spec)).toContain('"dir":"/var/log"');
    }
    const report = JSON.parse(await ok('validate', 'config.toml', '-o', 'json')) as object;
    expect(report).toMatchObject({ processes: ['inline', 'a', 'b', 'c', 'd'], warnings: [] });
  });

  it('the same again is fine and touches nothing; another one of that name is 5', async () => {
    const own = '# mine\ntype = "process"\n[spec]\ncommand = "sleep 600" # first\nname = "hand"\n';
    scratch.write('programs/any-name.toml', own);
    await ok(...register('hand'));
    const other = await provisr(register('hand', 'sleep 601'));
    expect(other).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('any-name.toml') as string });
    expect(readFileSync(here('programs/any-name.toml'), 'utf8')).toBe(own);
    expect(readdirSync(here('programs'))).toEqual(['any-name.toml']);
  });

  it('of two at the same time for one name, one wins and the other is told', async () => {
    const results = await Promise.all(['sleep 1', 'sleep 2', 'sleep 3'].map((command) => provisr(register('web', command))));
    expect(results.filter(({ code }) => code === 5)).toHaveLength(2);
    const winner = results.findIndex(({ code }) => code === 0);
    expect(readFileSync(here('programs/web.toml'), 'utf8')).toContain(`command = "sleep ${winner + 1}"`);
    expect(readdirSync(here('programs'))).toEqual(['web.toml']);
  });

  it.each([[['unregister', '--name', 'inline-2']], [register('inline')]])(
    'what config.toml defines is protected: %j is 5',
    async (args) => {
      scratch.write('config.toml', INLINE);
      const { code, stdout, stderr } = await provisr(args);
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
      expect(stderr).toMatch(/"inline" is defined in .*config\.toml/);
      expect(existsSync(here('programs'))).toBe(false);
      expect(readFileSync(here('config.toml'), 'utf8')).toBe(INLINE);
    },
  );
});

describe('with the daemon of this user running', () => {
  let served: ServedConfig;

  beforeAll(async () => {
    served = await serveConfig(`[server]\nlisten = "none"\nsocket = "provisr.sock"\n${INLINE}`, { configName: 'home/config.toml' });
    scratch = served.scratch;
  });
  afterAll(() => served?.close());

  const statusOf = async (name: string): Promise<StatusDto> => JSON.parse(await ok('status', '--name', name, '-o', 'json')) as StatusDto;

  it('register writes to its programs directory and starts it, although there is a ./config.toml', async () => {
    scratch.write('config.toml', '');
    const table = await ok(...register('web'), '--work-dir', '.', '--auto-start');
    expect(table).toMatch(/^web +running /m);
    expect(readFileSync(here('home/programs/web.toml'), 'utf8')).toContain(`work_dir = "${scratch.path}"`);
    expect(existsSync(here('programs'))).toBe(false);
  });

  it('register-file likewise, with relative paths counted from the file', async () => {
    scratch.write('sub/my.yaml', 'name: filed\ncommand: sleep 600\nwork_dir: .\nlog: {dir: logs}\n');
    await ok('register-file', '--file', 'sub/my.yaml');
    expect(readFileSync(here('home/programs/filed.toml'), 'utf8')).toContain(`work_dir = "${here('sub')}"`);
    await waitFor(() => existsSync(here('sub/logs/filed.stdout.log')));
    expect(await statusOf('filed')).toMatchObject({ running: true });
  });

  it('unregister stops it and removes the file', async () => {
    const { pid } = await statusOf('web');
    expect(await ok('unregister', '--name', 'web')).toBe('unregistered web\n');
    expect(existsSync(here('home/programs/web.toml'))).toBe(false);
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
    expect((await provisr(['status', '--name', 'web'])).code).toBe(4);
  });

  it.each(['inline', 'inline-1'])('unregister --name %s is 5, and it goes on', async (name) => {
    expect(await provisr(['unregister', '--name', name])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('config.toml') as string,
    });
    expect(await statusOf('inline-1')).toMatchObject({ running: true });
  });

  it('--config edits the directory of that file instead, and the daemon takes it over at the next reload', async () => {
    expect(await ok(...register('later'), '--config', 'home/config.toml')).toBe(
      `registered in ${here('home/programs/later.toml')}\na running daemon takes it over with 'provisr reload'\n`,
    );
    expect((await provisr(['status', '--name', 'later'])).code).toBe(4);
    expect(JSON.parse(await ok('reload', '-o', 'json'))).toMatchObject({ added: ['later'], restarted: [], removed: [] });
    expect(await statusOf('later')).toMatchObject({ running: true });
    await ok('unregister', '--name', 'later', '--config', 'home/config.toml');
    expect(JSON.parse(await ok('reload', '-o', 'json'))).toMatchObject({ removed: ['later'] });
  });

  it('a hand-written file keeps its comments and its order through registrations, reloads and stops', async () => {
    const own = '# why it is here\nspec:\n  command: sleep 600   # not 700\n  name: hand\ntype: process\n';
    const file = scratch.write('home/programs/hand.yaml', own);
    const { mtimeMs } = statSync(file);
    await ok('reload');
    await ok(...register('hand'));
    await ok(...register('neighbour'));
    await ok('stop', 'hand');
    await ok('unregister', '--name', 'neighbour');
    await ok('reload');
    expect(readFileSync(file, 'utf8')).toBe(own);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(dirname(file)).filter((name) => name.startsWith('hand'))).toEqual(['hand.yaml']);
  });

  it('register of a program that does not start is 1 with the reason; its file stays, to be corrected', async () => {
    const { code, stderr } = await provisr([...register('broken', "sh -c 'echo no port >&2; exit 9'"), '--start-duration', '5s']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/exit code 9.*\n {2}stderr: no port\n/);
    await ok('unregister', '--name', 'broken');
    expect(existsSync(here('home/programs/broken.toml'))).toBe(false);
  });
});

describe('provisr register … --api-url http://remote:8080/api', () => {
  let served: ServedConfig;

  beforeAll(async () => {
    served = await serveConfig(ANY_PORT + INLINE, { configName: 'remote/config.toml' });
    scratch = served.scratch;
    // Neither of them is asked, nor changed.
    scratch.write('config.toml', '');
  });
  afterAll(() => served?.close());

  const there = (...args: string[]): string[] => [...args, '--api-url', served.daemon.url];

  it('register, register-file and unregister go to that daemon, which writes the file and starts it', async () => {
    await ok(...there(...register('web'), '--auto-start'));
    scratch.write(
      'my.json',
      JSON_EXAMPLE.replace('python app.py', 'sleep 600').replace('/app', scratch.path).replace('/var/log', here('logs')),
    );
    await ok(...there('register-file', '--file', 'my.json'));
    expect(readdirSync(here('remote/programs')).toSorted()).toEqual(['web-server.toml', 'web.toml']);
    expect(await ok(...there('status'))).toMatch(/^web +running .*\nweb-server +running /m);
    expect(await ok(...there('unregister', '--name', 'web-server'))).toBe('unregistered web-server\n');
    expect(readdirSync(here('remote/programs'))).toEqual(['web.toml']);
    expect(existsSync(here('programs'))).toBe(false);
  });

  it.each(['inline', 'inline-2'])('unregister --name %s is 5', async (name) => {
    expect((await provisr(there('unregister', '--name', name))).code).toBe(5);
  });

  it('paths of a file are not guessed for another machine: relative ones are refused by name', async () => {
    scratch.write('relative.json', '{"name":"x","command":"true","work_dir":"data"}');
    const { code, stderr } = await provisr(there('register-file', '--file', 'relative.json'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/work_dir.*absolute/);
  });
});

describe('what is registered is there after a restart, exactly once', () => {
  let mark: string;
  let clear: () => Promise<void>;

  beforeEach(() => {
    ({ scratch, mark, clear } = markedScratch('registration'));
  });
  afterEach(() => clear());

  const start = (configFile: string): Promise<DaemonProcess> => startDaemon({ configFile, env: { [MARK_VARIABLE]: mark } });
  const running = (): string[] =>
    markedProcesses(mark)
      .flatMap(({ process }) => process ?? [])
      .toSorted();

  it.each([
    ['stopped in order', 'stop'],
    ['killed', 'kill'],
  ] as const)('the daemon is %s', async (_how, end) => {
    const configFile = scratch.write('home/config.toml', '[server]\nlisten = "none"\nsocket = "provisr.sock"\n');
    const first = await start(configFile);
    await ok(...register('web'), '--instances', '2');
    scratch.write('one.json', '{"name":"one","command":"sleep 600"}');
    await ok('register-file', '--file', 'one.json');
    await ok('start', '--name', 'not-kept', '--cmd', 'sleep 600');
    await first[end]();
    expect(running()).toEqual(end === 'stop' ? [] : ['not-kept', 'one', 'web-1', 'web-2']);
    const second = await start(configFile);
    await waitFor(() => second.client.daemon.ready());
    // What was only started is forgotten when the daemon ends, but not dropped when it is killed.
    const expected = [...(end === 'kill' ? ['not-kept'] : []), 'one', 'web-1', 'web-2'];
    const isAdopted = end === 'kill';
    expect((await second.client.processes.list()).map(({ name, adopted }) => ({ name, adopted }))).toEqual(
      expected.map((name) => ({ name, adopted: isAdopted })),
    );
    expect(running()).toEqual(expected);
    expect(JSON.parse(await ok('reload', '-o', 'json')) as ChangeResultDto).toMatchObject({
      unchanged: ['one', 'web'],
      added: [],
      removed: [],
    });
    expect(running()).toEqual(expected);
  });
});
