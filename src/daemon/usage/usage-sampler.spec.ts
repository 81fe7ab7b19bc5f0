import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { type ProcessStatus, systemClock } from '#core';
import { FakeClock, waitFor } from '#testing';
import type { ProcessLoad } from './process-table.js';
import { UsageSampler } from './usage-sampler.js';

/** A process table in memory: CPU seconds and resident bytes by PID. */
class Machine {
  readonly clock = new FakeClock();
  loads: ProcessLoad[] = [];
  statuses: ProcessStatus[] = [];
  sweeps = 0;
  readonly sampler = new UsageSampler(this.clock, {
    manager: { statuses: () => this.statuses },
    read: () => {
      this.sweeps += 1;
      return Promise.resolve(this.loads);
    },
  });

  /** A process that supervision knows. */
  run(name: string, pid: number, uptimeMs = 10_000): void {
    this.statuses = [...this.statuses.filter((status) => status.name !== name), statusOf(name, pid, uptimeMs)];
    this.child(pid, pid);
  }

  child(pid: number, processGroup: number, session = processGroup): void {
    this.loads.push({ pid, processGroup, session, cpuSeconds: 0, residentBytes: 0, threads: 1 });
  }

  use(pid: number, cpuSeconds: number, residentBytes = 1000): void {
    this.loads = this.loads.map((load) => (load.pid === pid ? { ...load, cpuSeconds, residentBytes } : load));
  }

  async usages(): Promise<readonly unknown[]> {
    return this.sampler.usages(this.statuses);
  }
}

function statusOf(name: string, pid: number | null, uptimeMs: number | null): ProcessStatus {
  const times = { startedAt: pid, stoppedAt: null, nextRestartAt: null, uptimeMs };
  const run = { lastExit: null, detectedBy: null, restarts: 0, failures: 0, attempt: 0, dueInMs: null, adopted: false, problems: [] };
  return { name, base: name, state: pid === null ? 'stopped' : 'running', wanted: true, running: pid !== null, pid, ...times, ...run };
}

describe('what processes use', () => {
  it('is over the whole run at first, and since the reading before from then on', async () => {
    const machine = new Machine();
    machine.run('web', 10, 20_000);
    machine.use(10, 5, 4096);
    expect(await machine.usages()).toEqual([{ cpuPercent: 25, cpuSeconds: 5, residentBytes: 4096, threads: 1, members: [10] }]);
    machine.clock.advance(2000);
    machine.use(10, 7, 8192);
    expect(await machine.usages()).toMatchObject([{ cpuPercent: 100, cpuSeconds: 7, residentBytes: 8192 }]);
    machine.clock.advance(1000);
    expect(await machine.usages()).toMatchObject([{ cpuPercent: 0, cpuSeconds: 7, residentBytes: 8192 }]);
  });

  it('counts what the process has started, in its group or its session', async () => {
    const machine = new Machine();
    machine.run('web', 10);
    machine.child(11, 10);
    machine.child(12, 12, 10);
    machine.child(13, 13);
    for (const pid of [10, 11, 12, 13]) machine.use(pid, 1, 100);
    expect(await machine.usages()).toMatchObject([{ cpuSeconds: 3, residentBytes: 300, threads: 3, members: [10, 11, 12] }]);
  });

  it('keeps the time that a member took along, and counts on from there', async () => {
    const machine = new Machine();
    machine.run('web', 10);
    machine.child(11, 10);
    machine.use(10, 1);
    machine.use(11, 9);
    await machine.usages();
    machine.loads.pop();
    machine.clock.advance(1000);
    expect(await machine.usages()).toMatchObject([{ cpuPercent: 0, cpuSeconds: 10 }]);
    machine.use(10, 11);
    machine.clock.advance(1000);
    expect(await machine.usages()).toMatchObject([{ cpuPercent: 100, cpuSeconds: 11 }]);
  });

  it('is read once for all who ask within half a second, and anew for what has been started since', async () => {
    const machine = new Machine();
    machine.run('web', 10);
    machine.use(10, 5);
    await Promise.all([machine.usages(), machine.usages(), machine.usages()]);
    machine.clock.advance(499);
    await machine.usages();
    expect(machine.sweeps).toBe(1);
    machine.use(10, 5.4);
    machine.run('api', 20, 100);
    machine.use(20, 0.05);
    const over499Ms = await machine.usages();
    expect(machine.sweeps).toBe(2);
    expect(over499Ms).toMatchObject([{ cpuPercent: 50, cpuSeconds: 5.4 }, { cpuPercent: 50 }]);
    machine.clock.advance(1);
    machine.use(10, 5.5);
    machine.clock.advance(499);
    const over999Ms = await machine.usages();
    expect(over999Ms[0]).toMatchObject({ cpuPercent: expect.closeTo(50.05, 1) as number });
  });

  it('begins anew with a new run, also one with the PID of the old one', async () => {
    const machine = new Machine();
    machine.run('web', 10);
    machine.use(10, 50);
    await machine.usages();
    machine.statuses = [{ ...statusOf('web', 10, 1000), startedAt: 99 }];
    machine.use(10, 0.5);
    expect(await machine.usages()).toMatchObject([{ cpuPercent: 50, cpuSeconds: 0.5 }]);
  });

  it('is nothing for what does not run, and unknown where the platform does not tell', async () => {
    const machine = new Machine();
    machine.statuses = [statusOf('off', null, null)];
    expect(await machine.usages()).toEqual([null]);
    machine.run('web', 10);
    machine.loads = [];
    machine.clock.advance(1000);
    expect(await machine.usages()).toEqual([null, { cpuPercent: null, cpuSeconds: null, residentBytes: null, threads: null, members: [] }]);
  });
});

describe('on this machine', () => {
  let child: ChildProcess;
  afterEach(() => void process.kill(-(child.pid ?? 0), 'SIGKILL'));

  it('sees the work of a shell and of its child', async () => {
    child = spawn('/bin/sh', ['-c', 'while :; do :; done & echo $!; wait'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout!, 'data');
    const status = statusOf('busy', child.pid ?? null, 1000);
    const manager = { statuses: () => [status] };
    const sampler = new UsageSampler(systemClock, { manager });
    const [first] = await sampler.usages([status]);
    expect(first?.residentBytes).toBeGreaterThan(500_000);
    const busy = await waitFor(async () => {
      const [usage] = await sampler.usages([status]);
      return (usage?.cpuSeconds ?? 0) > 0.05 && (usage?.cpuPercent ?? 0) > 1 ? usage : null;
    });
    expect(busy.cpuPercent).toBeLessThan(150);
  });
});
