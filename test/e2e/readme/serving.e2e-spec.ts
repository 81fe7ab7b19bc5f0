import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StatusDto } from '#contract';
import { createClient } from '#client';
import {
  endMarked,
  httpRequest,
  listeningSockets,
  MARK_VARIABLE,
  newMark,
  type ScratchDirectory,
  scratchDirectory,
  startDaemon,
  waitFor,
} from '#testing';
import { line, snippet } from './snippets.js';
import { UserShell } from './user-shell.js';

let scratch: ScratchDirectory;
let shell: UserShell;
let mark: string;

beforeEach(() => {
  scratch = scratchDirectory('readme');
  shell = new UserShell(scratch);
  mark = newMark();
});

afterEach(async () => {
  await endMarked(mark);
  scratch.remove();
});

const here = (...names: string[]): string => join(scratch.path, ...names);
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
/** The README's own port may be taken where the tests run. */
const anyPort = (toml: string): string => toml.replace(':8080', ':0');

describe('Starting the HTTP API server (CLI)', () => {
  it('provisr serve --config config/config.toml, with the [server] section of the README', async () => {
    scratch.write('config/config.toml', anyPort(snippet('Starting the HTTP API server (CLI)', 1)));
    const command = snippet('Starting the HTTP API server (CLI)');
    expect(command.trim()).toBe(line('CLI quickstart', 'provisr serve'));
    const child = shell.start(command, { env: { [MARK_VARIABLE]: mark } });
    let output = '';
    child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
    const [, pid = ''] = await waitFor(() => /runs with PID (\d+)/.exec(output));
    const [, url = ''] = await waitFor(() => /API +(http\S+)/.exec(output));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api$/);
    expect((await httpRequest(`${url}/status`)).text).toBe('{"ok":true}');
    const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    process.kill(Number(pid), 'SIGTERM');
    expect(await exited).toBe(0);
  });

  it('the server requires a config file', async () => {
    const { code, stderr } = await shell.run('provisr serve');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: serve needs a configuration file\nhint: /);
  });

  it('applies the config once: recovers processes from PID files, starts missing ones, gracefully stops those not present in it', async () => {
    const entry = (name: string, command: string): string => `[[processes]]\n[processes.spec]\nname = "${name}"\ncommand = ${command}\n`;
    const leaving = `'''sh -c "trap 'echo told > ${here('told')}; exit 0' TERM; echo up > ${here('up')}; while :; do sleep 0.05; done"'''`;
    const server = '[server]\nlisten = "127.0.0.1:0"\n';
    const configFile = scratch.write('config.toml', `${server}\n${entry('stays', '"sleep 600"')}\n${entry('leaves', leaving)}`);
    const env = { [MARK_VARIABLE]: mark };
    const first = await startDaemon({ configFile, env });
    await waitFor(() => existsSync(here('up')));
    const before = new Map((await first.client.processes.list()).map((status) => [status.name, status]));
    await first.kill();
    scratch.write('config.toml', `${server}\n${entry('stays', '"sleep 600"')}\n${entry('comes', '"sleep 600"')}`);
    const second = await startDaemon({ configFile, env });
    await waitFor(() => second.client.daemon.ready(), { what: 'the boot' });
    const after = await second.client.processes.list();
    expect(after).toMatchObject([
      { name: 'comes', running: true, adopted: false },
      { name: 'stays', running: true, adopted: true, pid: before.get('stays')?.pid, started_at: before.get('stays')?.started_at },
    ]);
    expect(isAlive(before.get('leaves')?.pid ?? 0)).toBe(false);
    expect(readFileSync(here('told'), 'utf8')).toBe('told\n');
    expect(existsSync(here('run/leaves.pid'))).toBe(false);
    expect(await second.stop()).toBe(0);
  });

  it.each([
    ['--logfile', '', '--logfile log/daemon.log'],
    ['[server].logfile', 'logfile = "log/daemon.log"\n', ''],
  ])('--daemonize: PID file from [server].pidfile, log from %s', async (_what, setting, flag) => {
    scratch.write('config.toml', `[server]\nlisten = "none"\nsocket = "s"\npidfile = "run/provisrd.pid"\n${setting}`);
    const { code, stdout, stderr } = await shell.run(`provisr serve --config config.toml --daemonize ${flag}`, {
      env: { [MARK_VARIABLE]: mark },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const pid = Number(/^Daemon started with PID (\d+)\n$/.exec(stdout)?.[1]);
    expect(readFileSync(here('run/provisrd.pid'), 'utf8').trim()).toBe(String(pid));
    expect(await createClient({ socketPath: here('s') }).daemon.ping()).toEqual({ ok: true });
    await waitFor(() => readFileSync(here('log/daemon.log'), 'utf8').includes('booted'));
    process.kill(pid, 'SIGTERM');
    await waitFor(() => !isAlive(pid));
    expect(existsSync(here('run/provisrd.pid'))).toBe(false);
    expect(existsSync(here('s'))).toBe(false);
  });
});

describe('Files and Paths: older PID files', () => {
  it.each([
    ['three lines', (lines: string[]) => lines],
    ['two lines', (lines: string[]) => lines.slice(0, 2)],
    ['one line', (lines: string[]) => lines.slice(0, 1)],
  ])('%s: the process is recovered, not started twice', async (_what, older) => {
    const pidFile = here('own.pid');
    const env = { [MARK_VARIABLE]: mark };
    const configFile = scratch.write(
      'config.toml',
      `[server]\nlisten = "127.0.0.1:0"\n[[processes]]\n[processes.spec]\nname = "old"\ncommand = "sleep 600"\npid_file = "own.pid"\n`,
    );
    const first = await startDaemon({ configFile, env });
    const { pid } = await waitFor(async () => {
      const status = (await first.client.processes.status({ name: 'old' })) as StatusDto;
      return status.running ? status : null;
    });
    await first.kill();
    const lines = readFileSync(pidFile, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    scratch.write(
      'own.pid',
      older(lines)
        .map((text) => `${text}\n`)
        .join(''),
    );
    const second = await startDaemon({ configFile, env });
    await waitFor(() => second.client.daemon.ready(), { what: 'the boot' });
    expect(await second.client.processes.status({ name: 'old' })).toMatchObject({ pid, adopted: true, running: true });
    expect(listeningSockets(second.pid)).toHaveLength(1);
    expect(await second.stop()).toBe(0);
    expect(isAlive(pid ?? 0)).toBe(false);
  });
});
