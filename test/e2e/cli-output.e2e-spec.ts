import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { GroupStatusDto, StatusDto } from '#contract';
import { ANY_PORT, BUILT_BIN, builtEnvironment, type CliResult, runCli, type ServedConfig, serveConfig, waitFor } from '#testing';
import { type RecordingProxy, recordingProxy } from './recording-proxy.js';

const entry = (name: string, command: string, more = ''): string =>
  `[[processes]]\n[processes.spec]\nname = "${name}"\ncommand = "${command}"\n${more}\n`;
const CONFIG = [
  ANY_PORT,
  entry('web', "sh -c 'echo hello; exec sleep 600'", 'instances = 2'),
  // The leader waits; what works and what takes room is its child.
  entry('busy', 'sh -c \'sh -c \\"while :; do :; done\\"; true\''),
  entry('off', 'sleep 600'),
  entry('bad', "sh -c 'echo no database >&2; exit 3'", 'start_duration = "5s"'),
  '[[groups]]\nname = "backend"\nmembers = ["web", "bad", "off"]\n',
  '[[groups]]\nname = "good"\nmembers = ["web", "off"]\n',
].join('\n');

let served: ServedConfig;
let proxy: RecordingProxy;

beforeAll(async () => {
  served = await serveConfig(CONFIG);
  proxy = await recordingProxy(served.daemon.url);
  await waitFor(async () => (await served.ask('/health/ready')).status === 200, { what: 'the boot' });
});

afterAll(async () => {
  await proxy?.close();
  await served?.close();
});

beforeEach(() => void proxy.takeBodies());

function provisr(...args: string[]): Promise<CliResult> {
  const env = { PROVISR_API_URL: proxy.url, PROVISR_HOME: join(served.scratch.path, 'home') };
  return runCli(args, { cwd: served.scratch.path, env });
}

const ok = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await provisr(...args);
  expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
  return stdout;
};

/** The cells of a row by their headings. */
function row(table: string, name: string): Readonly<Record<string, string>> {
  const [heading = '', ...rows] = table.trimEnd().split('\n');
  const cells = rows.find((line) => line.startsWith(`${name} `))?.split(/ {2,}/) ?? [];
  return Object.fromEntries(heading.split(/ {2,}/).map((key, at) => [key, cells[at] ?? '']));
}

describe('-o json prints exactly the body of the API, -o yaml the same as YAML', () => {
  it.each([
    [['status']],
    [['status', '--name', 'web-1']],
    [['status', '--name', 'web']],
    [['status', '--base', 'web']],
    [['status', '--wildcard', 'nothing*']],
    [['stop', '--base', 'web']],
    [['start', '--wildcard', 'web-*']],
    [['restart', 'off']],
    [['start', '--name', 'new', '--cmd', 'sleep 600']],
    [['group-status', '--group', 'backend']],
    [['group-stop', '--group', 'good']],
    [['group-start', '--group', 'good']],
    [['register', '--name', 'kept', '--command', 'sleep 600']],
    [['unregister', '--name', 'kept']],
    [['logs', '--name', 'web-1']],
    [['reload', '--dry-run']],
    [['reload']],
  ])('%j', async (args) => {
    const json = await ok(...args, '-o', 'json');
    expect(json).toBe(`${proxy.takeBodies().join('')}\n`);
    expect(typeof JSON.parse(json)).toBe('object');
  });

  it.each([[['status']], [['group-status', '--group', 'backend']]])('%j as YAML', async (args) => {
    const yaml = await ok(...args, '--output', 'yaml');
    expect(parseYaml(yaml)).toEqual(JSON.parse(proxy.takeBodies().join('')));
  });
});

describe('what processes use', () => {
  it('status shows processor and memory of a process with all it has started; a stopped one has none', async () => {
    const isBusy = (cell = ''): boolean => Number(cell.replace('%', '')) > 5;
    const table = await waitFor(async () => {
      const text = await ok('status');
      return isBusy(row(text, 'busy')['CPU']) ? text : null;
    });
    expect(row(table, 'busy')).toMatchObject({ STATE: 'running', MEMORY: expect.stringMatching(/^\d+(\.\d)?(KiB|MiB)$/) as string });
    expect(row(table, 'web-1')).toMatchObject({ CPU: expect.stringMatching(/^\d+\.\d%$/) as string });
    expect(row(table, 'bad')).toMatchObject({ STATE: 'failed', PID: '-', CPU: '-', MEMORY: '-', NOTE: 'exit code 3' });
    expect(row(await ok('group-status', '--group', 'good'), 'web-2')).toMatchObject({ MEMORY: expect.stringContaining('iB') as string });
  });

  it('the API tells it only when asked: ?usage=true', async () => {
    const keysOf = (status: StatusDto | undefined): string[] => Object.keys(status ?? {}).filter((key) => /cpu|memory/.test(key));
    const usage = ['cpu_percent', 'cpu_seconds', 'resident_memory_bytes'];
    const list = async (path: string): Promise<StatusDto[]> => (await served.get(path)).json<StatusDto[]>();
    expect((await list('/processes')).flatMap(keysOf)).toEqual([]);
    expect((await list('/processes?usage=false')).flatMap(keysOf)).toEqual([]);
    for (const status of await list('/processes?usage=true')) expect(keysOf(status)).toEqual(usage);
    expect(keysOf((await list('/status?base=web&usage=true'))[0])).toEqual(usage);
    expect(keysOf((await served.get('/status?name=web-1&usage=true')).json<StatusDto>())).toEqual(usage);
    expect(keysOf((await served.get('/processes/web-1?usage=1')).json<StatusDto>())).toEqual(usage);
    expect(keysOf((await served.get('/group/status?group=good&usage=true')).json<GroupStatusDto>()['web']?.[0])).toEqual(usage);
    expect((await served.get('/processes?usage=maybe')).status).toBe(400);
  });

  it('a share is that of the time since the reading before', async () => {
    const read = async (): Promise<StatusDto> => (await served.get('/processes/busy?usage=true')).json<StatusDto>();
    const first = await read();
    const second = await waitFor(async () => {
      const now = await read();
      return (now.cpu_seconds ?? 0) > (first.cpu_seconds ?? 0) + 0.2 ? now : null;
    });
    expect(second.cpu_percent).toBeGreaterThan(1);
    expect(second.cpu_percent).toBeLessThanOrEqual(110);
    expect(second.resident_memory_bytes).toBeGreaterThan(500_000);
  });
});

describe('group-start, group-stop, group-status', () => {
  it('a partial failure lists each member; the others have been started', async () => {
    await ok('group-stop', '--group', 'good');
    const { code, stdout, stderr } = await provisr('group-start', '--group', 'backend');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: 1 of 3 members of "backend" did not start: bad\n {2}web: ok\n {2}bad: .*exit code 3.*\n {2}off: ok\n/);
    const table = await ok('group-status', '--group', 'backend');
    expect(['web-1', 'web-2', 'off', 'bad'].map((name) => row(table, name)['STATE'])).toEqual(['running', 'running', 'running', 'failed']);
  });
});

describe('completion', () => {
  it('bash: source <(provisr completion bash) fills in commands and the names of processes', async () => {
    const bin = served.scratch.write('bin/provisr', `#!/bin/sh\nexec '${process.execPath}' '${BUILT_BIN}' "$@"\n`);
    chmodSync(bin, 0o755);
    const complete = async (...words: string[]): Promise<string[]> => {
      const script =
        'source <(provisr completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _provisr; printf "%s\\n" "${COMPREPLY[@]}"';
      const env = { ...builtEnvironment(), PATH: `${join(bin, '..')}:${process.env['PATH'] ?? ''}`, PROVISR_API_URL: served.daemon.url };
      const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', 'provisr', ...words], { env });
      return stdout.trimEnd().split('\n');
    };
    expect(await complete('sto')).toEqual(['stop', 'stop-daemon']);
    expect(await complete('stop', '--name', 'web')).toEqual(['web', 'web-1', 'web-2']);
    expect(await complete('stop', '--name', '=', 'of')).toEqual(['off']);
    expect(await complete('group-stop', '--group', '')).toEqual(['backend', 'good']);
  });
});
