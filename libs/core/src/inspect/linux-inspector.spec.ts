import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { LinuxInspector } from './linux-inspector.js';
import { parseProcStat, readProcStat } from './proc-stat.js';

const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // ended by itself
    }
  }
});

async function startGroup(script: string): Promise<{ pid: number; firstLine: Promise<string> }> {
  const child = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, MARK: 'mine' },
  });
  started.push(child.pid!);
  const firstLine = once(child.stdout, 'data').then(([data]) => String(data).trim());
  await once(child, 'spawn');
  return { pid: child.pid!, firstLine };
}

describe('parseProcStat', () => {
  it('survives a name with spaces and parentheses', () => {
    const line = `42 (a) b) (c) S 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 1 1`;
    expect(parseProcStat(line)).toEqual({ pid: 42, state: 'S', parentPid: 1, processGroup: 42, session: 42, startTicks: 98765 });
  });

  it('refuses what is not a stat line', () => {
    expect(parseProcStat('nonsense')).toBeNull();
  });
});

describe('LinuxInspector', () => {
  const inspector = new LinuxInspector();

  it('identifies itself as alive, and not with another start time or boot', () => {
    const me = inspector.identify(process.pid)!;
    expect(Math.abs(me.startUnix - (Date.now() / 1000 - process.uptime()))).toBeLessThan(3);
    expect(inspector.isAlive(me)).toBe(true);
    expect(inspector.isAlive({ ...me, startTicks: me.startTicks! + 1 })).toBe(false);
    expect(inspector.isAlive({ ...me, bootId: 'another boot' })).toBe(false);
    expect(inspector.isAlive({ ...me, startTicks: null })).toBe(true);
    expect(inspector.isAlive({ ...me, startTicks: null, startUnix: me.startUnix - 5 })).toBe(false);
  });

  it('takes a zombie for dead', async () => {
    // The shell never waits for its child: exec replaces it by a program that does not know it has one.
    const { pid, firstLine } = await startGroup('sleep 0.2 & echo $!; exec sleep 30');
    const zombie = Number(await firstLine);
    await expect.poll(() => readProcStat(zombie)?.state).toBe('Z');
    expect(inspector.identify(zombie)).toBeNull();
    expect(inspector.groupMembers(pid, inspector.identify(pid)!.startTicks)).toEqual([pid]);
  });

  it('lists a group, and nobody when its number belongs to another leader', async () => {
    const { pid, firstLine } = await startGroup('sleep 30 & echo $!; wait');
    const child = Number(await firstLine);
    const ticks = inspector.identify(pid)!.startTicks!;
    expect(new Set(inspector.groupMembers(pid, ticks))).toEqual(new Set([pid, child]));
    expect(inspector.groupMembers(pid, ticks - 1)).toEqual([]);
    expect(inspector.environmentOf(pid)?.get('MARK')).toBe('mine');
    expect(inspector.entries().some((entry) => entry.pid === child && entry.session === pid)).toBe(true);
  });

  it('answers empty for what does not exist', () => {
    expect(inspector.groupMembers(2 ** 22 - 1, null)).toEqual([]);
    expect(inspector.environmentOf(2 ** 22 - 1)).toBeNull();
    expect(inspector.descriptorTarget(2 ** 22 - 1, 1)).toBeNull();
  });
});
