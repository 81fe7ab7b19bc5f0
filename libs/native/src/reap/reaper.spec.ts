import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exit, SpawnedProcess } from '#core';
import { waitFor } from '#testing';
import { DescriptorEvents } from '../events/descriptor-events.js';
import { loadLibrary, type NativeLibrary } from '../library/load-library.js';
import { bindSpawnCalls, type SpawnCalls } from '../spawn/spawn-calls.js';
import { bindChildCalls, type ChildCalls } from './child-calls.js';
import { Reaper } from './reaper.js';

const library = loadLibrary();
const exitOf = (child: SpawnedProcess): Promise<Exit> => new Promise((resolve) => child.onExit(resolve));
const ended = (code: number): Exit => ({ code, signal: null, error: null });

function stateOf(pid: number): string | undefined {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
}

describe.skipIf('reason' in library).each(['pidfds', 'SIGCHLD alone'])('Reaper by %s', (way) => {
  let reaper: Reaper;
  let spawning: SpawnCalls;
  const faults: unknown[] = [];

  beforeAll(() => {
    const native = library as NativeLibrary;
    const events = new DescriptorEvents(native, (error) => faults.push(error));
    const calls = bindChildCalls(native);
    const withoutPidfds: ChildCalls = { ...calls, openPidfd: () => -1 };
    reaper = new Reaper(way === 'pidfds' ? calls : withoutPidfds, events);
    spawning = bindSpawnCalls(native);
  });
  afterAll(() => {
    expect(faults).toEqual([]);
    expect(process.listenerCount('SIGCHLD')).toBe(0);
  });

  /** A child that nobody knows yet, as it is after execve(2). */
  function unknownChild(script: string): number {
    const pid = spawning.spawn({ file: '/bin/sh', argv: ['sh', '-c', script], environment: [], workDir: null, stdio: [0, 1, 2] });
    expect(pid).toBeGreaterThan(0);
    return pid;
  }

  it('collects the exact status of its own, however they end', async () => {
    const scripts = ['exit 0', 'exit 255', 'kill -KILL $$', 'kill -SEGV $$', 'kill -40 $$'];
    const exits = await Promise.all(scripts.map((script) => exitOf(reaper.add(unknownChild(script)))));
    expect(exits.map(({ code, signal }) => code ?? signal)).toEqual([0, 255, 'SIGKILL', 'SIGSEGV', 'SIG40']);
  });

  it('takes charge of children that another image of this process has made, alive or zombies', async () => {
    const alive = unknownChild('exec sleep 60');
    const zombie = unknownChild('exit 9');
    await waitFor(() => stateOf(zombie) === 'Z');
    const [first, second] = [reaper.inherit(alive), reaper.inherit(zombie)];
    expect(reaper.has(alive)).toBe(true);
    process.kill(alive, 'SIGTERM');
    expect(await Promise.all([exitOf(first!), exitOf(second!)])).toEqual([{ code: null, signal: 'SIGTERM', error: null }, ended(9)]);
    expect([alive, zombie].some((pid) => reaper.has(pid))).toBe(false);
  });

  it('inherits nobody who is not a child, and nobody twice', async () => {
    expect(reaper.inherit(process.ppid)).toBeNull();
    expect(reaper.inherit(2 ** 22 + 1)).toBeNull();
    const pid = unknownChild('exec sleep 60');
    const child = reaper.inherit(pid);
    expect(reaper.inherit(pid)).toBeNull();
    process.kill(pid, 'SIGKILL');
    expect((await exitOf(child!)).signal).toBe('SIGKILL');
  });

  it('leaves the children of Node to Node', async () => {
    const mine = Array.from({ length: 10 }, (_, code) => exitOf(reaper.add(unknownChild(`exit ${code}`))));
    const others = Array.from({ length: 10 }, (_, code) => once(spawn('sh', ['-c', `exit ${code}`]), 'exit'));
    expect(await Promise.all(mine)).toEqual(Array.from({ length: 10 }, (_, code) => ended(code)));
    expect((await Promise.all(others)).map(([code]) => code as number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
