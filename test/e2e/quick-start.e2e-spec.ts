import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StatusDto } from '#contract';
import { type CliResult, MARK_VARIABLE, markedProcesses, runCli, type ScratchDirectory, waitFor } from '#testing';
import { markedScratch } from './marked-scratch.js';
import { NO_DEFAULT_DAEMON } from './no-default-daemon.js';

const STARTED = /^started a daemon for this user \(PID (\d+), home (\S+)\); stop it with 'provisr stop-daemon'\n$/;
const UNREACHABLE = /^error: daemon not reachable at http:\/\/127\.0\.0\.1:8080\/api[^\n]* - start it with 'provisr serve'\n/;

let scratch: ScratchDirectory;
let mark: string;
let clear: () => Promise<void>;

beforeEach(() => {
  ({ scratch, mark, clear } = markedScratch('quick-start'));
});

afterEach(() => clear());

const home = (...names: string[]): string => join(scratch.path, 'home', ...names);
const modeOf = (path: string): number => statSync(path).mode & 0o777;

function provisr(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const own = { ...NO_DEFAULT_DAEMON, PROVISR_HOME: home(), PROVISR_NO_AUTOSTART: '', [MARK_VARIABLE]: mark };
  return runCli(args, { cwd: scratch.path, env: { ...own, ...env } });
}

const DEMO = ['start', '--name', 'demo', '--cmd', 'sleep 600'];

async function statusOf(name: string): Promise<StatusDto> {
  return JSON.parse((await provisr(['status', '--name', name, '-o', 'json'])).stdout) as StatusDto;
}

describe('quick start from nothing', () => {
  it('provisr start --name demo --cmd "…" starts a private daemon, says so in one line and goes on; status, logs and stop reach it', async () => {
    const started = await provisr(['start', '--name', 'demo', '--cmd', "sh -c 'echo hello; exec sleep 600'"]);
    expect(started).toMatchObject({ code: 0, stderr: expect.stringMatching(STARTED) as string });
    expect(started.stdout).toMatch(/^NAME +STATE [^\n]*\ndemo +running +\d+ [^\n]*\n$/);
    const [, pid, where] = STARTED.exec(started.stderr) ?? [];
    expect(where).toBe(home());
    expect(modeOf(home())).toBe(0o700);
    expect(modeOf(home('provisr.sock'))).toBe(0o600);
    expect(readFileSync(home('provisr.pid'), 'utf8').trim()).toBe(pid);
    expect((await provisr(['status'])).stdout).toMatch(/^demo +running /m);
    await waitFor(async () => (await provisr(['logs', '--name', 'demo'])).stdout === 'hello\n');
    expect(await provisr(['stop', '--name', 'demo'])).toMatchObject({ code: 0, stderr: '' });
    // The second one finds it and has nothing to say.
    expect(await provisr(['start', '--name', 'demo'])).toMatchObject({ code: 0, stderr: '' });
    const end = await provisr(['stop-daemon']);
    expect(end).toEqual({ code: 0, stdout: `the daemon (PID ${pid}) has stopped, and its processes with it\n`, stderr: '' });
    expect(markedProcesses(mark)).toEqual([]);
    expect(existsSync(home('provisr.sock'))).toBe(false);
    expect(await provisr(['status'])).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(UNREACHABLE) as string });
  });

  it('two at once start one daemon, which serves both', async () => {
    const results = await Promise.all(['one', 'two'].map((name) => provisr(['start', '--name', name, '--cmd', 'sleep 600'])));
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(results.filter(({ stderr }) => STARTED.test(stderr))).toHaveLength(1);
    expect((await provisr(['status'])).stdout).toMatch(/^one +running .*\ntwo +running /m);
    expect(markedProcesses(mark).filter(({ process }) => process === null)).toHaveLength(1);
  });

  it('what a killed daemon left is no hindrance: its socket is replaced, its processes are taken over', async () => {
    const [, daemon] = STARTED.exec((await provisr(DEMO)).stderr) ?? [];
    const { pid } = await statusOf('demo');
    process.kill(Number(daemon), 'SIGKILL');
    await waitFor(() => !markedProcesses(mark).some((found) => found.pid === Number(daemon)));
    expect(existsSync(home('provisr.sock'))).toBe(true);
    const again = await provisr(['start', '--name', 'other', '--cmd', 'sleep 600']);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(STARTED) as string });
    await waitFor(async () => (await statusOf('demo')).adopted);
    expect(await statusOf('demo')).toMatchObject({ pid, running: true });
    expect(modeOf(home('provisr.sock'))).toBe(0o600);
  });

  it.each([
    [['--no-autostart'], ''],
    [[], '1'],
  ])('not with %j and PROVISR_NO_AUTOSTART=%s: the sentence of the contract and 3', async (flags, variable) => {
    const { code, stdout, stderr } = await provisr([...DEMO, ...flags], { PROVISR_NO_AUTOSTART: variable });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(UNREACHABLE);
    expect(existsSync(home())).toBe(false);
  });

  it.each([[['start', '--name', 'demo']], [['status']], [['stop', 'demo']], [[...DEMO, '--api-url', 'http://127.0.0.1:9/api']]])(
    'not for %j',
    async (args) => {
      expect((await provisr(args)).code).toBe(3);
      expect(existsSync(home())).toBe(false);
    },
  );

  it('not in a directory that others may enter, and that is left as it is', async () => {
    mkdirSync(home(), { mode: 0o755 });
    const { code, stderr } = await provisr(DEMO);
    expect(code).toBe(3);
    expect(stderr).toMatch(new RegExp(`^error: no daemon is reachable, and none can be started in ${home()}: .*chmod 700`));
    expect(modeOf(home())).toBe(0o755);
  });
});

describe('stop-daemon', () => {
  let foreign: Server;
  afterEach(() => void foreign?.close());

  it('waits for processes that are slow to stop, as long as it is told', async () => {
    await provisr(['start', '--name', 'slow', '--cmd', `sh -c 'trap "" TERM; touch ${scratch.path}/ready; while :; do sleep 0.1; done'`]);
    await waitFor(() => existsSync(join(scratch.path, 'ready')));
    const short = await provisr(['stop-daemon', '--wait', '50ms']);
    expect(short).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/^error: the daemon \(PID \d+\) is still stopping its/) as string,
    });
  });

  it('signals nobody on the word of a daemon that runs elsewhere', async () => {
    const told = { daemon: { pid: process.pid, start_unix: 1, start_ticks: 1, boot_id: 'another' } };
    foreign = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(told)));
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/api`;
    const { code, stderr } = await provisr(['stop-daemon', '--api-url', url]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: the daemon at http\S+ is no process of this machine[^\n]*\nhint: /);
  });
});
