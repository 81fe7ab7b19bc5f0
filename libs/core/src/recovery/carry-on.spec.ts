import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processSpec, type ScratchDirectory, scratchDirectory, waitFor } from '#testing';
import { createManager } from '../manager/create-manager.js';
import type { Manager } from '../manager/manager.js';
import type { Program } from '../manager/process-manager.js';
import type { HandOver } from '../process/handed-process.js';
import type { ProcessSpec } from '../process/spec.js';
import { ChildProcessSpawner } from '../spawn/child-process-spawner.js';
import type { SpawnedProcess, Spawner, SpawnRequest } from '../spawn/spawner.js';
import { HANDED_STATE_VERSION, parseHandedState } from './handed-state.js';

/** Both images are in one process here, and its children are Node's: what the kernel would know is remembered. */
class LastingSpawner implements Spawner {
  readonly kind = 'lasting';
  readonly #inner = new ChildProcessSpawner();
  readonly #children = new Map<number, SpawnedProcess>();

  async spawn(request: SpawnRequest): Promise<SpawnedProcess> {
    const child = await this.#inner.spawn(request);
    this.#children.set(child.pid, child);
    // An image that is gone hears and ends nothing.
    return { ...child, pid: child.pid, onExit: (listener) => child.onExit(listener), release: () => undefined };
  }

  inherit(pid: number): SpawnedProcess | null {
    return this.#children.get(pid) ?? null;
  }
}

describe('a manager that goes on from where another image stood', () => {
  let directory: ScratchDirectory;
  let spawner: LastingSpawner;
  let next: Manager | null;

  beforeEach(() => {
    directory = scratchDirectory('carry-on');
    spawner = new LastingSpawner();
    next = null;
  });

  afterEach(async () => {
    await next?.shutdown();
    directory.remove();
  });

  const programOf = (name: string, more: Partial<ProcessSpec>): Program => ({
    spec: processSpec(name, join(directory.path, `${name}.pid`), more),
    origin: 'config',
    source: null,
  });

  const shell = (script: string): Partial<ProcessSpec> => ({ argv: ['/bin/sh', '-c', script] });

  /** A manager at rest, and what it hands over, as the next image reads it. */
  async function standStill(manager: Manager): Promise<HandOver> {
    await manager.standStill();
    const state: unknown = JSON.parse(JSON.stringify({ version: HANDED_STATE_VERSION, processes: manager.handedOver() }));
    return { processes: parseHandedState(state)!, gapMs: 5 };
  }

  async function goOn(programs: readonly Program[], handOver: HandOver): Promise<Manager> {
    next = createManager({ stateDir: directory.path, spawner });
    await next.boot(programs, handOver);
    return next;
  }

  it('keeps processes, their output and their counters, and is no stranger to them', async () => {
    const programs = [
      programOf('web', { ...shell('echo one; while :; do sleep 0.05; done'), autoRestart: 'always', restartIntervalMs: 0 }),
    ];
    const first = createManager({ stateDir: directory.path, spawner });
    await first.boot(programs);
    await waitFor(() => first.recentOutput('web', 'stdout').toString() === 'one\n');
    process.kill(first.status('web').pid!, 'SIGKILL');
    await waitFor(() => first.status('web').restarts === 1 && first.status('web').state === 'running');
    await waitFor(() => first.recentOutput('web', 'stdout').toString() === 'one\none\n');
    const before = first.status('web');
    const second = await goOn(programs, await standStill(first));
    expect(second.status('web')).toMatchObject({
      pid: before.pid,
      restarts: 1,
      failures: before.failures,
      startedAt: before.startedAt,
      adopted: false,
    });
    expect(second.status('web').uptimeMs).toBeGreaterThanOrEqual(before.uptimeMs!);
    expect(second.recentOutput('web', 'stdout').toString()).toBe('one\none\n');
    process.kill(before.pid!, 'SIGKILL');
    await waitFor(() => second.status('web').restarts === 2);
  });

  it('knows exactly how a process ended in between, and does what its policy says', async () => {
    const programs = [
      programOf('job', { ...shell('read line; exit 3'), stdin: directory.write('never', ''), exitCodes: [3] }),
      programOf('web', {
        ...shell('trap "exit 9" USR1; echo ready; while :; do sleep 0.02; done'),
        autoRestart: 'on-failure',
        restartIntervalMs: 0,
      }),
    ];
    const first = createManager({ stateDir: directory.path, spawner });
    await first.boot(programs);
    await waitFor(() => first.recentOutput('web', 'stdout').length > 0 && first.status('job').state === 'stopped');
    const handOver = await standStill(first);
    const pid = first.status('web').pid!;
    process.kill(pid, 'SIGUSR1');
    await waitFor(() => handOver.processes.length === 2 && !isThere(pid));
    const second = await goOn(programs, handOver);
    await waitFor(() => second.status('web').restarts === 1);
    expect(second.status('web').lastExit).toMatchObject({ code: 9 });
    expect(second.status('job')).toMatchObject({ state: 'stopped', lastExit: { code: 3 }, wanted: false });
  });

  it('keeps deadlines: of a restart that is waited for, and of a stop that is under way', async () => {
    const programs = [
      programOf('crashing', { ...shell('exit 1'), autoRestart: 'always', restartIntervalMs: 700 }),
      programOf('stubborn', { ...shell('trap "" TERM; echo ready; while :; do sleep 0.02; done'), stopTimeoutMs: 300 }),
    ];
    const first = createManager({ stateDir: directory.path, spawner });
    await first.boot(programs);
    await waitFor(() => first.status('crashing').state === 'backoff' && first.recentOutput('stubborn', 'stdout').length > 0);
    const stopped = first.stop({ kind: 'name', name: 'stubborn' });
    const due = first.status('crashing').nextRestartAt;
    const handOver = await standStill(first);
    expect((await stopped)[0]?.error).toMatchObject({ code: 'PROVISR_UPGRADING' });
    await expect(first.start({ kind: 'name', name: 'stubborn' })).rejects.toMatchObject({ code: 'PROVISR_UPGRADING' });
    const second = await goOn(programs, handOver);
    expect(second.status('crashing')).toMatchObject({ state: 'backoff', nextRestartAt: due, failures: 1 });
    await waitFor(() => second.status('stubborn').state === 'stopped');
    expect(second.status('stubborn').lastExit).toMatchObject({ signal: 'SIGKILL' });
    await waitFor(() => second.status('crashing').restarts === 1);
  });

  it('ends what is not wanted any more, and starts what was not there', async () => {
    const first = createManager({ stateDir: directory.path, spawner });
    await first.boot([programOf('old', {}), programOf('kept', {})]);
    const { pid } = first.status('old');
    const second = await goOn([programOf('kept', {}), programOf('new', {})], await standStill(first));
    expect(isThere(pid!)).toBe(false);
    expect(second.statuses({ kind: 'all' }).map(({ name, state }) => [name, state])).toEqual([
      ['kept', 'running'],
      ['new', 'running'],
    ]);
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
