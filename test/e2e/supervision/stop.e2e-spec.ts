import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Client } from '#client';
import type { StatusDto } from '#contract';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { program } from '../program.js';

describe('a stop', () => {
  const bench = new DaemonBench('stop');
  let daemon: DaemonProcess;
  let client: Client;

  const launched = async (name: string, ready: string, more: object): Promise<StatusDto> => {
    await client.processes.launch({ name, ...more });
    await waitFor(() => bench.log(name).includes(ready), { what: `${name} to be ready` });
    return client.processes.get(name);
  };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const from = performance.now();
    await work();
    return performance.now() - from;
  };

  beforeAll(async () => {
    bench.configure({});
    daemon = await bench.serve();
    ({ client } = daemon);
  });
  afterAll(() => bench.close());

  it('kills the whole group of a program that does not listen, once stop_timeout is over', async () => {
    await launched('deaf', 'ready', { command: program('ignores-sigterm.sh'), stop_timeout: '300ms' });
    expect(bench.members('deaf').length).toBeGreaterThanOrEqual(2);
    const took = await timed(() => client.processes.stop({ name: 'deaf' }));
    expect(took).toBeGreaterThanOrEqual(300);
    expect(bench.members('deaf')).toEqual([]);
    expect(await client.processes.get('deaf')).toMatchObject({ state: 'stopped', running: false, exit_signal: 'SIGKILL', exit_code: null });
  });

  it('may be given less time', async () => {
    await launched('deaf-in-a-hurry', 'ready', { command: program('ignores-sigterm.sh'), stop_timeout: '10m' });
    const took = await timed(() => client.processes.stop({ name: 'deaf-in-a-hurry' }, { waitMs: 100 }));
    expect(took).toBeLessThan(5_000);
    expect(bench.members('deaf-in-a-hurry')).toEqual([]);
  });

  it('escalates to members that outlive the leader', async () => {
    await launched('half-deaf', 'ready', {
      args: ['sh', '-c', `(trap '' TERM; while :; do sleep 0.2; done) & echo ready; exec sleep 100000`],
      stop_timeout: '300ms',
    });
    await client.processes.stop({ name: 'half-deaf' });
    expect(bench.members('half-deaf')).toEqual([]);
    expect(await client.processes.get('half-deaf')).toMatchObject({ state: 'stopped', exit_signal: 'SIGTERM' });
  });

  it.each(['SIGINT', 'SIGUSR2', 'SIGQUIT', 'SIGHUP'])('asks with %s where the spec says so', async (signal) => {
    const name = `asked-by-${signal}`;
    await launched(name, 'ready', { command: program('reports-traps.sh'), stop_signal: signal });
    await client.processes.stop({ name });
    expect(bench.log(name)).toBe(`ready\ngot ${signal.slice('SIG'.length)}\n`);
    expect(await client.processes.get(name)).toMatchObject({ exit_code: 0, exit_signal: null });
  });

  it('wakes a suspended program so that it can end in order', async () => {
    const { pid } = await launched('suspended', 'ready', { command: program('reports-traps.sh') });
    process.kill(pid!, 'SIGSTOP');
    await waitFor(() => readFileSync(`/proc/${pid}/status`, 'utf8').includes('T (stopped)'));
    await client.processes.stop({ name: 'suspended' });
    expect(bench.log('suspended')).toContain('got TERM');
  });

  it('does not wait for a zombie in the group', async () => {
    // `true` is never waited for, as `sleep` has taken the place of the shell that started it.
    const zombies = (): boolean => bench.copies('with-zombie').some((pid) => childrenOf(pid).some((child) => stateOf(child) === 'Z'));
    await client.processes.launch({ name: 'with-zombie', args: ['sh', '-c', 'true & exec sleep 100000'], stop_timeout: '10m' });
    await waitFor(zombies, { what: 'a zombie' });
    await client.processes.stop({ name: 'with-zombie' });
    expect(bench.members('with-zombie')).toEqual([]);
  });
});

describe('a leader that ends and leaves members behind', () => {
  it('is started again only when they are gone, by force if need be', async () => {
    const bench = new DaemonBench('leftovers');
    onTestFinished(() => bench.close());
    bench.configure({
      processes: [
        {
          name: 'stubborn',
          command: program('lives-after-its-leader.sh'),
          auto_restart: true,
          restart_interval: '10ms',
          stop_timeout: '250ms',
        },
        { name: 'obedient', command: program('forks-a-child.sh'), env: ['LEADER_LIVES=0.1'], auto_restart: true, restart_interval: '10ms' },
      ],
    });
    const { client } = await bench.serve();
    const restarts = async (): Promise<boolean> => (await client.processes.list()).every((status) => status.restarts >= 3);
    await waitFor(
      async () => {
        for (const name of ['stubborn', 'obedient'])
          expect(new Set(bench.live().flatMap(({ process, session }) => (process === name ? [session] : []))).size).toBeLessThanOrEqual(1);
        return restarts();
      },
      { what: 'three restarts each without an overlap' },
    );
    await client.processes.stop({ wildcard: '*' });
    expect(['stubborn', 'obedient'].flatMap((name) => bench.members(name))).toEqual([]);
  });
});

const stateOf = (pid: number): string | undefined => /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

describe('a zombie', () => {
  /** A child of somebody who never waits for it. */
  async function neglectedChild(bench: DaemonBench): Promise<number> {
    const parent = spawn('sh', ['-c', 'sleep 100000 & exec sleep 200000'], { env: { ...process.env, ...bench.env }, stdio: 'ignore' });
    return waitFor(() => childrenOf(parent.pid!)[0], { what: 'the neglected child' });
  }

  it('is dead, at boot and under watch, though its PID still exists', async () => {
    const bench = new DaemonBench('zombie');
    onTestFinished(() => bench.close());
    const sleep = { command: 'sleep 100000', auto_restart: true, restart_interval: '10ms' };
    bench.configure({
      processes: [
        { name: 'watched', ...sleep },
        { name: 'at-boot', ...sleep },
      ],
    });
    const [watched, atBoot] = [await neglectedChild(bench), await neglectedChild(bench)];
    process.kill(atBoot, 'SIGKILL');
    await waitFor(() => stateOf(atBoot) === 'Z');
    bench.directory.write('run/watched.pid', `${watched}\n`);
    bench.directory.write('run/at-boot.pid', `${atBoot}\n`);

    const { client } = await bench.serve();
    expect(await client.processes.get('watched')).toMatchObject({ pid: watched, adopted: true });
    const fresh = await client.processes.get('at-boot');
    expect(fresh).toMatchObject({ adopted: false, running: true });
    expect(fresh.pid).not.toBe(atBoot);

    process.kill(watched, 'SIGKILL');
    const again = await waitFor(async () => {
      const status = await client.processes.get('watched');
      return status.running && status.restarts === 1 && status;
    });
    expect(stateOf(watched)).toBe('Z');
    expect(again.pid).not.toBe(watched);
  });
});
