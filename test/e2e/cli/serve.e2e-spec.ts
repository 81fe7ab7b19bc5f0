import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BUILT_BIN,
  builtEnvironment,
  type CliResult,
  MARK_VARIABLE,
  markedProcesses,
  runCli,
  type ScratchDirectory,
  waitFor,
} from '#testing';
import { markedScratch } from '../marked-scratch.js';

const SOCKET = '[server]\nlisten = "none"\nsocket = "api.sock"\npidfile = "daemon.pid"\n';

let scratch: ScratchDirectory;
let mark: string;
let clear: () => Promise<void>;

beforeEach(() => {
  ({ scratch, mark, clear } = markedScratch('serve'));
});

afterEach(() => clear());

const here = (...names: string[]): string => join(scratch.path, ...names);
const provisr = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: scratch.path, env: { [MARK_VARIABLE]: mark } });
/** A daemon in the foreground, without anybody who waits for its readiness over IPC: as from a shell. */
function foreground(...args: string[]): ChildProcess & { text: () => string } {
  const child = spawn(process.execPath, [BUILT_BIN, 'serve', ...args], {
    cwd: scratch.path,
    env: { ...builtEnvironment(), [MARK_VARIABLE]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  return Object.assign(child, { text: () => text });
}
const exitOf = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};

describe('serve in the foreground', () => {
  it.each([[['config.toml']], [['--config', 'config.toml']]])(
    '%j: says where it listens and what to try, ends with 0 when told to',
    async (args) => {
      scratch.write('config.toml', `${SOCKET}[[processes]]\n[processes.spec]\nname = "web"\ncommand = "sleep 600"\n`);
      const daemon = foreground(...args);
      await waitFor(() => daemon.text().includes('PID files'));
      expect(daemon.text()).toMatch(new RegExp(`^provisr \\S+ runs with PID ${daemon.pid}\\n +API +unix:${here('api.sock')}\\n`));
      expect(daemon.text()).toContain(`curl -s --unix-socket ${here('api.sock')} http://localhost/api/processes`);
      expect(readFileSync(here('daemon.pid'), 'utf8').trim()).toBe(String(daemon.pid));
      expect((await provisr('status', '--config', 'config.toml')).code).toBe(0);
      daemon.kill(args.length === 1 ? 'SIGINT' : 'SIGTERM');
      expect(await exitOf(daemon)).toBe(0);
      expect(existsSync(here('daemon.pid'))).toBe(false);
      expect(markedProcesses(mark)).toEqual([]);
    },
  );

  it('a second one on the same PID file is refused, whatever else differs; the first goes on', async () => {
    scratch.write('config.toml', SOCKET);
    scratch.write('elsewhere/config.toml', `[server]\nlisten = "none"\nsocket = "other.sock"\npidfile = "${here('daemon.pid')}"\n`);
    const daemon = foreground('config.toml');
    await waitFor(() => daemon.text().includes('PID files'));
    for (const more of [[], ['--daemonize']]) {
      const second = await provisr('serve', 'elsewhere/config.toml', ...more);
      expect(second).toMatchObject({ code: 5, stdout: '' });
      expect(second.stderr).toMatch(new RegExp(`^error: another daemon \\(PID ${daemon.pid}\\).*\\nhint: `));
    }
    expect(readFileSync(here('daemon.pid'), 'utf8').trim()).toBe(String(daemon.pid));
    expect((await provisr('status', '--config', 'config.toml')).code).toBe(0);
  });

  it('the PID file of a killed daemon is no hindrance', async () => {
    scratch.write('config.toml', SOCKET);
    const first = foreground('config.toml');
    await waitFor(() => first.text().includes('PID files'));
    first.kill('SIGKILL');
    await exitOf(first);
    expect(existsSync(here('daemon.pid'))).toBe(true);
    const second = foreground('config.toml');
    await waitFor(() => second.text().includes('PID files'));
    expect(readFileSync(here('daemon.pid'), 'utf8').trim()).toBe(String(second.pid));
  });
});

describe('an address that cannot be bound', () => {
  let taken: Server;

  beforeEach(async () => {
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
  });

  afterEach(() => void taken.close());

  it.each([[[]], [['--daemonize']]])('serve %j: ends non-zero with the reason, nothing started, no PID file left', async (more) => {
    const { port } = taken.address() as AddressInfo;
    scratch.write(
      'config.toml',
      `[server]\nlisten = "127.0.0.1:${port}"\npidfile = "daemon.pid"\n[[processes]]\n[processes.spec]\nname = "x"\ncommand = "touch ${here('started')}"\n`,
    );
    const { code, stdout, stderr } = await provisr('serve', 'config.toml', ...more);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^error: cannot listen on 127\\.0\\.0\\.1:${port}: .*EADDRINUSE.*\\nhint: [^\\n]+\\n$`));
    expect(existsSync(here('daemon.pid'))).toBe(false);
    // Whoever waited is told the reason before the daemon has ended.
    await waitFor(() => markedProcesses(mark).length === 0);
    expect(existsSync(here('started'))).toBe(false);
  });
});

describe('serve --daemonize', () => {
  it('answers before it returns, for as many processes as there are', async () => {
    const entries = Array.from({ length: 20 }, (_, at) => `[[processes]]\n[processes.spec]\nname = "p${at}"\ncommand = "sleep 600"\n`);
    scratch.write('config.toml', SOCKET + entries.join(''));
    const { code, stdout } = await provisr('serve', 'config.toml', '--daemonize');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Daemon started with PID \d+\n$/) as string });
    const status = await provisr('status', '--config', 'config.toml', '-o', 'json');
    expect((JSON.parse(status.stdout) as unknown[]).length).toBe(20);
  });

  it('a log file that cannot be opened is said at once', async () => {
    scratch.write('config.toml', SOCKET);
    scratch.write('file', '');
    const { code, stderr } = await provisr('serve', 'config.toml', '--daemonize', '--logfile', 'file/daemon.log');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^error: .*file\/daemon\.log/);
    expect(markedProcesses(mark)).toEqual([]);
  });
});
