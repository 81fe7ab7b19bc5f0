import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CronRunDto } from '#contract';
import {
  BUILT_BIN,
  builtEnvironment,
  listeningSockets,
  MARK_VARIABLE,
  markedProcesses,
  runCli,
  type ScratchDirectory,
  startDaemon,
  waitFor,
} from '#testing';
import { markedScratch } from '../marked-scratch.js';

let scratch: ScratchDirectory;
let mark: string;
let clear: () => Promise<void>;

beforeEach(() => {
  ({ scratch, mark, clear } = markedScratch('cron-foreground'));
});

afterEach(() => clear());

const JOBS = `
[server]
listen = "127.0.0.1:0"

[[processes]]
[processes.spec]
name = "web"
command = "sleep 600"

[[processes]]
type = "cronjob"
[processes.spec]
name = "quick"
schedule = "@every 200ms"
command = "true"

[[processes]]
type = "cronjob"
[processes.spec]
name = "slow"
schedule = "* * * * * *"
command = "sh -c 'touch begun; while [ ! -e go ]; do sleep 0.05; done; echo done; exit 3'"
work_dir = "."
log = { dir = "logs" }
`;

interface Foreground {
  readonly pid: number;
  readonly out: () => string;
  readonly err: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

function cron(...args: string[]): Foreground {
  const child = spawn(process.execPath, [BUILT_BIN, 'cron', '--config', join(scratch.path, 'config.toml'), ...args], {
    env: { ...builtEnvironment(), [MARK_VARIABLE]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return {
    pid: child.pid!,
    out: () => out,
    err: () => err,
    signal: (signal) => void child.kill(signal),
    ended: once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  };
}

describe('provisr cron --config', () => {
  it('prints the next runs and a line for each run, and waits for those under way', async () => {
    scratch.write('config.toml', JOBS);
    const foreground = cron();
    await waitFor(() => foreground.out().includes('quick  succeeded') && existsSync(join(scratch.path, 'begun')));
    expect(foreground.out()).toMatch(/^NAME +SCHEDULE +NEXT RUN .*\nquick +@every 200ms .*\nslow +\* \* \* \* \* \* /);
    expect(listeningSockets(foreground.pid)).toEqual([]);
    expect(markedProcesses(mark).some(({ process: name }) => name === 'web')).toBe(false);
    foreground.signal('SIGTERM');
    await waitFor(() => /waiting for \d runs? to end/.test(foreground.err()));
    const runs = foreground.out().split('\n').length;
    scratch.write('go', '');
    expect(await foreground.ended).toEqual([0, null]);
    expect(foreground.out()).toMatch(/slow {2}failed after \d\.\ds: exit code 3\n$/);
    expect(foreground.out().split('\n').length).toBeLessThanOrEqual(runs + 2);
    expect(readFileSync(join(scratch.path, 'logs/slow.stdout.log'), 'utf8')).toBe('done\n');
  });

  it('stops them when it is told once more, and speaks JSON', async () => {
    scratch.write('config.toml', JOBS);
    const foreground = cron('-o', 'json');
    await waitFor(() => existsSync(join(scratch.path, 'begun')));
    foreground.signal('SIGINT');
    await waitFor(() => foreground.err().includes('once more'));
    foreground.signal('SIGINT');
    expect(await foreground.ended).toEqual([0, null]);
    const [jobs, ...runs] = foreground
      .out()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(jobs).toMatchObject([{ name: 'quick' }, { name: 'slow' }]);
    expect((runs as (CronRunDto & { name: string })[]).findLast(({ name }) => name === 'slow')).toMatchObject({
      result: 'stopped',
      exit_signal: 'SIGTERM',
    });
    expect(markedProcesses(mark)).toEqual([]);
  });

  it('leaves the cronjobs to a daemon of the same configuration, and the other way round', async () => {
    const configFile = scratch.write('config.toml', JOBS);
    const daemon = await startDaemon({ configFile, env: { [MARK_VARIABLE]: mark } });
    const refused = await runCli(['cron', '--config', configFile], { env: { [MARK_VARIABLE]: mark } });
    expect(refused.code).toBe(5);
    expect(refused.stderr).toMatch(
      new RegExp(`^error: the cronjobs of .* are run already \\(PID ${daemon.pid}\\)\nhint: .*provisr cron list`),
    );
    await waitFor(() => existsSync(join(scratch.path, 'begun')));
    await daemon.kill();
    const left = await runCli(['cron', '--config', configFile], { env: { [MARK_VARIABLE]: mark } });
    expect(left.code).toBe(5);
    expect(left.stderr).toMatch(/^error: a run of "slow" that a daemon began is still under way \(PID \d+\)/);
    expect(
      markedProcesses(mark).some(({ process: name }) => name === 'web'),
      'what a killed daemon left is not touched',
    ).toBe(true);
  });

  it.each([
    [['cron'], 2, 'cron needs a configuration file'],
    [['cron', '--config', 'none.toml'], 7, 'none.toml'],
    [['cron', '--config', 'empty.toml'], 4, 'defines no cronjob'],
  ])('%j ends with %d', async (args, code, message) => {
    scratch.write('empty.toml', '');
    const result = await runCli(args, { cwd: scratch.path });
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });
});
