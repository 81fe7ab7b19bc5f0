import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endMarked, httpRequest, MARK_VARIABLE, markedProcesses, newMark, waitFor } from '#testing';
import { PackedPackage } from '../packed/packed-package.js';
import { RunningExample } from './running-example.js';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const mark = newMark();
let packed: PackedPackage;

beforeAll(async () => {
  packed = await PackedPackage.install(['express']);
});

afterAll(async () => {
  await endMarked(mark);
  packed?.remove();
});

const ask = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text() };
};
const json = (body: unknown, more: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...more },
});

async function output(example: string): Promise<readonly string[]> {
  const program = RunningExample.node(packed.copy(example), mark);
  expect({ code: await program.ended(), text: program.text }).toMatchObject({ code: 0 });
  return program.text.trim().split('\n');
}

/** In a folder of an example, as its README says: `npx provisr …`. */
async function provisr(folder: string, ...args: string[]): Promise<string> {
  const program = new RunningExample(folder, [process.execPath, packed.bin, ...args], { [MARK_VARIABLE]: mark });
  expect({ code: await program.ended(), text: program.text }).toMatchObject({ code: 0 });
  return program.text;
}

async function served(example: string, work: (origin: string, program: RunningExample) => Promise<void>): Promise<void> {
  const program = RunningExample.node(packed.copy(example), mark, { PORT: '0' });
  await work(await program.origin(), program);
  expect({ code: await program.end(), text: program.text }).toMatchObject({ code: 0 });
}

const pidOf = (name: string): number | undefined => markedProcesses(mark).find(({ process }) => process === name)?.pid;

it('each folder has a README, and the list of them is complete', () => {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const list = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
  for (const name of folders) {
    expect(readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8')).toContain(`# ${name}\n`);
    expect(list).toContain(`(${name}/README.md)`);
  }
});

describe('programs that do their work and end by themselves', () => {
  it('embedded_core: without a single dependency, in code and in types', async () => {
    const program = RunningExample.node(packed.copyAlone('embedded_core'), mark);
    expect({ code: await program.ended(), text: program.text }).toEqual({
      code: 0,
      text: expect.stringMatching(/^hello is running, PID \d+\n$/),
    });
    const foreign = packed
      .texts('dist/libs/core', '.d.ts')
      .filter(({ text }) => /from '(?!node:|\.{1,2}\/)|import\('(?!node:|\.{1,2}\/)/.test(text));
    expect(foreign.map(({ file }) => file)).toEqual([]);
  });

  it('what the README shows of a program of your own', async () => {
    const folder = packed.copy('embedded_core');
    const readme = readFileSync(join(EXAMPLES, '..', 'README.md'), 'utf8');
    const snippets = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code);
    expect(snippets).toHaveLength(2);
    for (const snippet of snippets) {
      writeFileSync(join(folder, 'index.mjs'), snippet.replace('8080', '0'));
      const program = RunningExample.node(folder, mark);
      expect({ code: await program.ended(), text: program.text }).toEqual({ code: 0, text: 'running\n' });
    }
  });

  it('embedded', async () => {
    const [first, second, last, ...more] = await output('embedded');
    expect([first, second]).toEqual([expect.stringMatching(/^demo is running/), expect.stringMatching(/^demo is running/)]);
    expect({ isAnother: first !== second, last, more }).toEqual({ isAnother: true, last: 'demo is stopped', more: [] });
  });

  it('embedded_process_group', async () => {
    const running = ['other is running', 'queue is running', 'web-1 is running', 'web-2 is running'];
    const stopped = ['other is running', 'queue is stopped', 'web-1 is stopped', 'web-2 is stopped'];
    expect(await output('embedded_process_group')).toEqual([...stopped, ...running]);
  });

  it('embedded_logger', async () => {
    const lines = await output('embedded_logger');
    expect(lines).toContain('greeter said: hello');
    expect(lines.filter((line) => line.startsWith('{')).map((line) => (JSON.parse(line) as { level: string }).level)).toContain('info');
  });

  it('embedded_config_file', async () => {
    expect(await output('embedded_config_file')).toEqual(['first is running', 'second is running']);
  });

  it('embedded_config_structure', async () => {
    const lines = await output('embedded_config_structure');
    expect(lines.slice(0, 4)).toEqual(['mail is running', 'reports is running', 'thumbnails is running', 'PROVISR_CONFIG_INVALID']);
    expect(lines.slice(4).join('\n')).toContain('comand');
  });

  it('embedded_manager', async () => {
    expect(await output('embedded_manager')).toEqual(['added added, removed dropped, unchanged kept', 'kept has the same PID']);
  });
});

describe.each(['fastify', 'express'])('a host on %s', (host) => {
  it('has the API under its prefix, and its own routes and validation unharmed', () =>
    served(`embedded_http_${host}`, async (origin) => {
      await waitFor(async () => (await ask(`${origin}/api/status?name=demo`)).text.includes('"running"'));
      expect(await ask(`${origin}/api/start`, json({ name: 'more', command: 'sleep 600' }))).toMatchObject({ status: 200 });
      expect(await ask(`${origin}/hello`)).toEqual({ status: 200, text: '{"hello":"from the host"}' });
      expect(await ask(`${origin}/orders`, json({ item: 'tea' }))).toEqual({ status: 200, text: '{"ordered":"tea"}' });
      expect(await ask(`${origin}/orders`, json({}))).toMatchObject({ status: 400 });
    }));

  it('has endpoints one by one: a log for all, authentication for writes, a limit for starts', () =>
    served(`embedded_http_${host}_individual`, async (origin, program) => {
      const right = { authorization: 'Bearer secret' };
      await waitFor(async () => (await ask(`${origin}/api/status?name=demo`)).text.includes('"running"'));
      expect(await ask(`${origin}/api/processes/demo/why`)).toMatchObject({ status: 200 });
      expect(await ask(`${origin}/api/stop?name=demo`, { method: 'POST' })).toMatchObject({ status: 401 });
      expect(await ask(`${origin}/api/stop?name=demo`, { method: 'POST', headers: right })).toMatchObject({ status: 200 });
      expect(await ask(`${origin}/api/start`, json({ name: 'more', command: 'sleep 600' }, right))).toMatchObject({ status: 200 });
      const starts = async () => (await ask(`${origin}/api/start?name=demo`, { method: 'POST', headers: right })).status;
      expect([await starts(), await starts(), await starts()]).toEqual([200, 200, 429]);
      expect(await ask(`${origin}/api/reload`, { method: 'POST', headers: right })).toMatchObject({ status: 404 });
      expect(await ask(`${origin}/hello`)).toMatchObject({ status: 200 });
      await waitFor(() => program.text.includes('POST /api/stop?name=demo\n'));
      expect(program.text).toContain('GET /api/processes/demo/why\n');
    }));
});

describe('other hosts', () => {
  it('embedded_nest: pipes of the application and the API do not meet', () =>
    served('embedded_nest', async (origin) => {
      await waitFor(async () => (await ask(`${origin}/api/status?name=demo`)).text.includes('"running"'));
      expect(await ask(`${origin}/square/3`)).toEqual({ status: 200, text: '{"square":9,"processes":1}' });
      expect(await ask(`${origin}/square/x`)).toMatchObject({ status: 400, text: expect.stringContaining('numeric string') });
      expect(await ask(`${origin}/api/start`, json({ nam: 'x' }))).toMatchObject({ status: 400 });
    }));

  it('embedded_metrics', () =>
    served('embedded_metrics', async (origin) => {
      expect((await ask(`${origin}/metrics`)).text).toContain('provisr_process_current_state{');
    }));

  it('embedded_metrics_add', () =>
    served('embedded_metrics_add', async (origin) => {
      const { text } = await ask(origin);
      expect(text).toContain('shop_orders_total 3\n');
      expect(text.match(/^# TYPE provisr_build_info /gm)).toHaveLength(1);
    }));
});

describe('with a daemon', () => {
  it('embedded_client', async () => {
    const folder = packed.copy('embedded_client');
    await provisr(folder, 'serve', '--config', 'daemon-config.toml', '--daemonize');
    const program = RunningExample.node(folder, mark);
    expect({ code: await program.ended(), text: program.text }).toEqual({
      code: 0,
      text: 'job is running\nweb is running\nPROVISR_PROCESS_NOT_FOUND\n',
    });
    await provisr(folder, 'stop-daemon', '--config', 'daemon-config.toml');
  });

  it('programs_directory', async () => {
    const folder = packed.copy('programs_directory');
    await provisr(folder, 'serve', '--config', 'config.toml', '--daemonize');
    expect(await provisr(folder, 'status', '--config', 'config.toml')).toMatch(
      /^api-1 +running .*\napi-2 +running .*\ndatabase +running /m,
    );
    expect(await provisr(folder, 'group-status', '--group', 'backend', '--config', 'config.toml')).toContain('database');
    await provisr(folder, 'stop-daemon', '--config', 'config.toml');
  });

  it('programs_detach: the worker outlives the daemon, with the same PID for the next', async () => {
    const folder = packed.copy('programs_detach');
    const serve = () => provisr(folder, 'serve', '--config', 'config.toml', '--daemonize');
    await serve();
    await waitFor(() => pidOf('worker') !== undefined && pidOf('helper') !== undefined);
    const worker = pidOf('worker');
    await provisr(folder, 'stop-daemon', '--config', 'config.toml');
    expect([pidOf('worker'), pidOf('helper')]).toEqual([worker, undefined]);
    await serve();
    expect(await provisr(folder, 'status', '--config', 'config.toml')).toMatch(new RegExp(`^worker +running .*\\b${worker}\\b`, 'm'));
    await provisr(folder, 'stop', '--name', 'worker', '--config', 'config.toml');
    expect(pidOf('worker')).toBeUndefined();
    await provisr(folder, 'stop-daemon', '--config', 'config.toml');
  });

  it('custom_detector: a worker that hangs is replaced, though its process is there', async () => {
    const folder = packed.copy('custom_detector');
    const heartbeat = (): number => Number(readFileSync(join(folder, 'heartbeat'), 'utf8'));
    const isRunning = async (): Promise<boolean> => /^worker +running/m.test(await provisr(folder, 'status', '--config', 'config.toml'));
    await provisr(folder, 'serve', '--config', 'config.toml', '--daemonize');
    await waitFor(isRunning, { what: 'the detector to find the worker' });
    const { detected_by: detectedBy, pid } = JSON.parse(
      await provisr(folder, 'status', '--name', 'worker', '--config', 'config.toml', '-o', 'json'),
    ) as { detected_by: string; pid: number };
    expect(detectedBy).toBe('heartbeat:heartbeat');
    process.kill(pid, 'SIGSTOP');
    await waitFor(async () => heartbeat() !== pid && (await isRunning()), { what: 'another worker' });
    await provisr(folder, 'stop', '--name', 'worker', '--config', 'config.toml');
    await provisr(folder, 'stop-daemon', '--config', 'config.toml');
  });

  it('custom_log_sink', async () => {
    const folder = packed.copy('custom_log_sink');
    await provisr(folder, 'serve', '--config', 'config.toml', '--daemonize');
    const collected = (): readonly string[] =>
      readFileSync(join(folder, 'run', 'collected.jsonl'), 'utf8')
        .split('\n')
        .toSorted();
    await waitFor(() => collected().length === 3, { what: 'both lines' });
    expect(collected()).toEqual([
      '',
      '{"process":"web","stream":"stderr","text":"no luck"}',
      '{"process":"web","stream":"stdout","text":"user=ann password=***"}',
    ]);
    expect(await provisr(folder, 'logs', '--name', 'web', '--config', 'config.toml')).toContain('password=secret');
    await provisr(folder, 'stop-daemon', '--config', 'config.toml');
  });

  it('custom_controller: endpoints, a metric and a command', async () => {
    const folder = packed.copy('custom_controller');
    const config = ['--config', 'config.toml'] as const;
    await provisr(folder, 'serve', ...config, '--daemonize');
    expect(await provisr(folder, 'plugins', ...config)).toMatch(/^orders +- +ok +metrics, controller, command/m);
    expect(await provisr(folder, 'orders', ...config)).toBe('0 orders are open\n');
    expect(await provisr(folder, 'orders', '--add', '2', ...config, '-o', 'json')).toBe('{"open":2}\n');
    const socketPath = join(folder, 'run', 'provisr.sock');
    expect((await httpRequest('http://localhost/metrics', { socketPath })).text).toContain('\norders_open 2\n');
    const refused = new RunningExample(folder, [process.execPath, packed.bin, 'orders', '--add', '0', ...config], {
      [MARK_VARIABLE]: mark,
    });
    expect({ code: await refused.ended(), text: refused.text }).toMatchObject({ code: 2, text: expect.stringContaining('count must be') });
    await provisr(folder, 'stop-daemon', ...config);
  });

  it('tls_example', async () => {
    const folder = packed.copy('tls_example');
    const config = join(folder, 'config.toml');
    writeFileSync(config, readFileSync(config, 'utf8').replace(':8443', ':0'));
    const daemon = new RunningExample(folder, [process.execPath, packed.bin, 'serve', '--config', 'config.toml'], {
      [MARK_VARIABLE]: mark,
    });
    const address = (): string | undefined => /https:\/\/127\.0\.0\.1:\d+/.exec(daemon.text)?.[0];
    await waitFor(() => address() !== undefined && pidOf('web') !== undefined);
    const program = RunningExample.node(folder, mark, { API_URL: `${address()}/api` });
    expect({ code: await program.ended(), text: program.text }).toMatchObject({ code: 0 });
    expect(program.text).toMatch(/^web is running\nwithout its authority: PROVISR_\w+\n$/);
    expect(await daemon.end()).toBe(0);
  });
});
