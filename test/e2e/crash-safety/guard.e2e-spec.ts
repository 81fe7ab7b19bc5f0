import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';

const ENDS_AS_TOLD = ['sh', '-c', "trap 'exit 23' USR1; trap 'exit 24' USR2; echo up; while :; do sleep 0.01; done"];

describe('a daemon beneath a guard', () => {
  const bench = new DaemonBench('guard');
  let guard: DaemonProcess;

  const daemonPid = (): number => Number(readFileSync(join(bench.directory.path, 'run', 'daemon.holder'), 'utf8'));
  const status = (name: string) => guard.client.processes.get(name);

  /** Kills the daemon; `meanwhile` runs while there is none. */
  async function killDaemon(meanwhile: () => Promise<void> | void = () => undefined): Promise<void> {
    const before = daemonPid();
    process.kill(before, 'SIGKILL');
    await waitFor(() => !existsSync(`/proc/${before}/exe`), { what: 'the death of the daemon' });
    await meanwhile();
    await waitFor(() => daemonPid() !== before, { what: 'the next daemon' });
    await waitFor(() => guard.client.daemon.ready(), { what: 'the boot of the next daemon' });
  }

  beforeAll(async () => {
    bench.configure({
      pid_dir: 'run',
      server: { listen: 'none', socket: 'api.sock' },
      processes: [
        { name: 'lives', command: 'sleep 100000' },
        { name: 'ends-alone', args: ENDS_AS_TOLD },
        { name: 'ends-well-alone', args: [...ENDS_AS_TOLD], exit_codes: [23], auto_restart: 'on-failure', restart_interval: '0s' },
        { name: 'ends-adopted', args: ENDS_AS_TOLD },
        { name: 'comes-again', args: ENDS_AS_TOLD, auto_restart: true, restart_interval: '0s' },
      ],
    });
    guard = await bench.serve({ args: ['--guard'] });
    await waitFor(() => ['ends-alone', 'ends-well-alone', 'ends-adopted', 'comes-again'].every((name) => bench.log(name).includes('up')));
  });

  afterAll(async () => {
    await bench.close();
  });

  it('is replaced when it is killed; processes go on, and exit codes are exact, whoever was there to see', async () => {
    const before = await status('lives');
    const pids = await Promise.all(['ends-alone', 'ends-well-alone', 'comes-again'].map(async (name) => (await status(name)).pid!));
    await killDaemon(async () => {
      for (const pid of pids) process.kill(pid, 'SIGUSR1');
      await waitFor(() => pids.every((pid) => !existsSync(`/proc/${pid}/exe`)), { what: 'their ends' });
    });

    expect(await status('lives')).toMatchObject({ pid: before.pid, started_at: before.started_at, adopted: true });
    expect(await status('ends-alone')).toMatchObject({ state: 'failed', exit_code: 23 });
    expect(await status('ends-well-alone')).toMatchObject({ state: 'stopped', restarts: 0, exit_code: 23 });
    const again = await waitFor(async () => ((await status('comes-again')).state === 'running' ? status('comes-again') : null));
    expect(again).toMatchObject({ restarts: 1, exit_code: 23 });
    expect(pids).not.toContain(again.pid);

    process.kill((await status('ends-adopted')).pid!, 'SIGUSR2');
    await waitFor(async () => (await status('ends-adopted')).state === 'failed');
    expect(await status('ends-adopted')).toMatchObject({ exit_code: 24 });
    process.kill(before.pid!, 'SIGKILL');
    await waitFor(async () => (await status('lives')).state === 'failed');
    expect(await status('lives')).toMatchObject({ exit_signal: 'SIGKILL' });
  });

  it('is told of signals, ends in order, and the guard with it', async () => {
    const { pid } = await status('comes-again');
    expect(await guard.stop()).toBe(0);
    expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
    expect(guard.output()).toContain('guard: the daemon ended by SIGKILL; its processes go on');
    expect(bench.live()).toEqual([]);
  });
});
