import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, waitFor, type CliResult } from '#testing';

let directory: string;
let daemons: number[];
const path = (name: string): string => join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-daemonize-'));
  daemons = [];
  await writeFile(
    path('config.toml'),
    '[server]\nlisten = "none"\nsocket = "api.sock"\npidfile = "daemon.pid"\n[[processes]]\n[processes.spec]\nname = "web"\ncommand = "sleep 1000"\n',
  );
});

afterEach(async () => {
  for (const pid of daemons) await ended(pid);
  await rm(directory, { recursive: true, force: true });
});

async function provisr(...args: string[]): Promise<CliResult> {
  const result = await runCli(args, { cwd: directory, env: { PROVISR_HOME: path('home'), PROVISR_RUN_ID: 'of-a-run' } });
  const pid = /PID (\d+)/.exec(result.stdout + result.stderr)?.[1];
  if (pid !== undefined && result.code === 0) daemons.push(Number(pid));
  return result;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

async function ended(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGTERM');
  await waitFor(() => !isAlive(pid));
}

describe('serve --daemonize', () => {
  it('returns when the API answers, and the daemon outlives it in a session of its own', async () => {
    const { code, stdout } = await provisr('serve', 'config.toml', '--daemonize', '--logfile', 'daemon.log');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Daemon started with PID \d+\n$/) as string });
    const pid = daemons[0] ?? 0;
    expect(readFileSync(path('daemon.pid'), 'utf8').trim()).toBe(String(pid));
    const [, , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .slice(1);
    expect(session).toBe(String(pid));
    expect((await provisr('status', '--config', 'config.toml', '-o', 'json')).stdout).toContain('"name":"web"');
    expect(existsSync(path('daemon.log'))).toBe(true);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('of-a-run');
    await ended(pid);
    expect(existsSync(path('daemon.pid'))).toBe(false);
  });

  it('tells PID and addresses as JSON too', async () => {
    const { stdout } = await provisr('serve', 'config.toml', '--daemonize', '-o', 'json');
    const told = JSON.parse(stdout) as { pid: number };
    daemons.push(told.pid);
    expect(told).toEqual({ ok: true, pid: Number(readFileSync(path('daemon.pid'), 'utf8')), urls: [`unix:${path('api.sock')}`] });
  });

  it('is refused while another one runs there', async () => {
    await provisr('serve', 'config.toml', '--daemonize');
    const { code, stderr } = await provisr('serve', 'config.toml', '--daemonize');
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(/^error: another daemon \(PID \d+\)/) as string });
  });

  it('passes on why it failed, in the foreground and in the background', async () => {
    await writeFile(path('bad.toml'), '[server]\nlisen = ":1"\n');
    const foreground = await provisr('serve', 'bad.toml');
    expect(foreground).toEqual({ code: 7, stdout: '', stderr: 'error: bad.toml:2:1: unknown key "lisen" (did you mean "listen"?)\n' });
    expect(await provisr('serve', 'bad.toml', '--daemonize')).toEqual(foreground);
  });
});
