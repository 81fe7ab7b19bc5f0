import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '#client';
import { DaemonBench, type DaemonProcess, type SpecInput, waitFor } from '#testing';
import { program } from '../e2e/program.js';
import { Faults, hasCompiler } from './faults/faulty-daemon.js';
import { logLines } from './log-lines.js';

const counter: SpecInput = { name: 'counter', command: program('counts-lines.sh'), env: ['BATCH=20', 'PAUSE=0.02'], auto_restart: true };
const DAY_S = 86_400;

describe.skipIf(!hasCompiler)('a daemon whose system calls fail', () => {
  const bench = new DaemonBench('failing-calls');
  let faults: Faults;
  let daemon: DaemonProcess;
  let client: Client;
  let before: { readonly counter: number | null; readonly steady: number | null };

  const pidOf = async (name: string): Promise<number | null> => (await client.processes.get(name)).pid;
  const pids = async () => ({ counter: await pidOf('counter'), steady: await pidOf('steady') });
  const lastNumber = (): number => Number(/\d+$/.exec(logLines(bench.logDir, 'counter').at(-1) ?? '')?.[0] ?? 0);

  async function expectUnharmed(): Promise<void> {
    expect(await pids()).toEqual(before);
    expect([bench.copies('counter'), bench.copies('steady')]).toEqual([[before.counter], [before.steady]]);
    expect((await client.daemon.live()).status).toBe('ok');
  }

  beforeAll(async () => {
    faults = new Faults(bench);
    bench.configure({
      programs_directory: 'programs',
      processes: [
        counter,
        { name: 'steady', command: 'sleep 100000', auto_restart: true, restart_interval: '100ms' },
        { name: 'comes-back', command: 'sleep 100000', auto_restart: true, restart_interval: '100ms', restart_max_interval: '200ms' },
        { name: 'at-rest', command: 'sleep 100000' },
      ],
    });
    daemon = await bench.serve({ env: faults.env });
    ({ client } = daemon);
    await client.processes.stop({ name: 'at-rest' });
    before = await pids();
    await waitFor(() => lastNumber() > 0);
  });

  afterAll(async () => {
    await bench.close();
  });

  it.each(['ENOSPC', 'EIO', 'EDQUOT'] as const)(
    '%s on a log costs nothing but lines, and the log tells that they are missing',
    async (error) => {
      faults.set({ call: 'write', error, part: '/logs/' });
      const metric = async (): Promise<number> =>
        Number(
          /^provisr_process_log_dropped_bytes_total\{[^}]*name="counter"[^}]*stream="stdout"[^}]*\} (\d+)/m.exec(
            await client.daemon.metrics(),
          )?.[1],
        );
      const dropped = (await metric()) || 0;
      await waitFor(async () => (await metric()) > dropped, { what: 'dropped bytes' });
      await expectUnharmed();

      const stored = lastNumber();
      faults.set();
      await waitFor(() => lastNumber() > stored, { what: 'lines to be stored again' });
      await expectUnharmed();
      expect(logLines(bench.logDir, 'counter').filter((line) => line.includes('bytes')).length).toBeGreaterThan(0);
    },
  );

  it('a start whose record cannot be written starts nothing; what runs goes on, and can be stopped', async () => {
    await client.processes.launch({ name: 'extra', command: 'sleep 100000' });
    faults.set({ call: 'write', error: 'ENOSPC', part: '/state/' }, { call: 'rename', error: 'ENOSPC', part: '/state/' });
    await expect(client.processes.start({ name: 'at-rest' })).rejects.toMatchObject({ code: 'PROVISR_START_FAILED' });
    expect(bench.copies('at-rest')).toEqual([]);
    await client.processes.stop({ name: 'extra' });
    expect(bench.copies('extra')).toEqual([]);
    await expectUnharmed();

    faults.set();
    await client.processes.start({ name: 'at-rest' });
    expect(bench.copies('at-rest')).toHaveLength(1);
    await client.processes.stop({ name: 'at-rest' });
  });

  it('a registration that cannot be written registers nothing', async () => {
    faults.set({ call: 'write', error: 'ENOSPC', part: '/programs/' });
    await expect(client.processes.register({ name: 'never', command: 'sleep 100000' })).rejects.toThrow(/ENOSPC|no space/);
    expect(existsSync(join(bench.directory.path, 'programs')) && readdirSync(join(bench.directory.path, 'programs'))).not.toContain(
      'never.toml',
    );
    expect(bench.copies('never')).toEqual([]);
    await expect(client.processes.get('never')).rejects.toMatchObject({ code: 'PROVISR_PROCESS_NOT_FOUND' });
    faults.set();
    await client.processes.register({ name: 'never', command: 'sleep 100000' });
    await client.processes.unregister({ name: 'never' });
  });

  it.each(['EAGAIN', 'ENOMEM'] as const)('%s at a start is an error that says so, and a restart is tried until it works', async (error) => {
    faults.set({ call: 'spawn', error });
    await expect(client.processes.start({ name: 'at-rest' })).rejects.toMatchObject({
      code: 'PROVISR_START_FAILED',
      message: expect.stringContaining(error) as string,
    });
    process.kill((await pidOf('comes-back'))!, 'SIGKILL');
    await waitFor(async () => (await client.processes.get('comes-back')).restarts > 1, { what: 'restarts in vain' });
    await expectUnharmed();
    faults.set();
    await waitFor(async () => (await client.processes.get('comes-back')).running, { what: 'a restart that works' });
    expect(bench.copies('comes-back')).toHaveLength(1);
  });

  it('without descriptors left nothing is harmed, and all is well when there are some again', async () => {
    const limit = (count: number): void => {
      expect(spawnSync('prlimit', ['--pid', String(daemon.pid), `--nofile=${count}:4096`]).status).toBe(0);
    };
    limit(readdirSync(`/proc/${daemon.pid}/fd`).length + 2);
    await expect(client.processes.launch({ name: 'one-too-many', command: 'sleep 100000' })).rejects.toThrow(/EMFILE|too many open files/);
    expect(bench.copies('one-too-many')).toEqual([]);
    limit(4096);
    await client.processes.launch({ name: 'one-too-many', command: 'sleep 100000' });
    expect(bench.copies('one-too-many')).toHaveLength(1);
    await client.processes.unregister({ name: 'one-too-many' });
    await expectUnharmed();
  });

  it.each([DAY_S, -DAY_S])('a clock that jumps by %i s moves no timer, and no process out of sight', async (seconds) => {
    faults.shiftClock(seconds);
    const killed = (await pidOf('comes-back'))!;
    process.kill(killed, 'SIGKILL');
    const back = await waitFor(async () => {
      const status = await client.processes.get('comes-back');
      return status.running && status.pid !== killed && status;
    });
    expect(back.uptime_seconds).toBeLessThan(3_600);
    expect((await client.processes.get('steady')).uptime_seconds).toBeLessThan(3_600);
    await expectUnharmed();

    await daemon.kill();
    daemon = await bench.serve({ env: faults.env });
    ({ client } = daemon);
    await expectUnharmed();
    expect((await client.processes.get('comes-back')).pid).toBe(back.pid);
    faults.shiftClock(0);
  });
});
