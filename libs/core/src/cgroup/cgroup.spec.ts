import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScratchDirectory, scratchDirectory } from '#testing';
import { cgroupUsage, cpuMaxOf, isPopulated, limitCgroup, oomKills, parseFlatKeyed, unmetLimits } from './cgroup.js';
import { NO_CGROUP, wantsCgroup, wishesOf } from './cgroup-spec.js';

describe('files of a cgroup', () => {
  let directory: ScratchDirectory;
  const file = (name: string, text: string): void => writeFileSync(join(directory.path, name), text);

  beforeEach(() => {
    directory = scratchDirectory('cgroup');
  });
  afterEach(() => directory.remove());

  it('hold a key and a number a line', () => {
    expect([...parseFlatKeyed('populated 1\nfrozen 0\n')]).toEqual([
      ['populated', 1],
      ['frozen', 0],
    ]);
    expect([...parseFlatKeyed('max max\n\nlonely\nlow -1')]).toEqual([]);
  });

  it('tell who lives there, what was killed for want of memory, and what is used', () => {
    file('cgroup.events', 'populated 1\nfrozen 0\n');
    file('memory.events', 'low 0\nhigh 0\nmax 12\noom 1\noom_kill 3\noom_group_kill 1\n');
    file('memory.current', '1048576\n');
    file('cpu.stat', 'usage_usec 1500000\nuser_usec 1000000\n');
    expect(isPopulated(directory.path)).toBe(true);
    expect(oomKills(directory.path)).toBe(3);
    expect(cgroupUsage(directory.path)).toEqual({ memoryBytes: 1_048_576, cpuSeconds: 1.5 });
  });

  it('are absent without their controllers, and all of them with the cgroup', () => {
    const gone = join(directory.path, 'gone');
    expect(isPopulated(gone)).toBe(false);
    expect(oomKills(gone)).toBe(0);
    expect(cgroupUsage(gone)).toEqual({ memoryBytes: null, cpuSeconds: null });
    mkdirSync(gone);
    expect(unmetLimits(gone, { own: true, memoryBytes: 1, cpuPercent: 1 })).toEqual([
      expect.stringMatching(/^limits\.memory cannot be had: /),
      expect.stringMatching(/^limits\.cpu cannot be had: /),
    ]);
    expect(unmetLimits(gone, NO_CGROUP)).toEqual([]);
    expect(() => limitCgroup(gone, { own: false, memoryBytes: 1, cpuPercent: null })).toThrow(/ENOENT.*memory\.max/);
  });
});

describe('a share of processor time', () => {
  it.each([
    [100, '100000 100000'],
    [50, '50000 100000'],
    [12.5, '12500 100000'],
    [250, '250000 100000'],
    [0.001, '1000 100000'],
  ])('of %d %% is written as %s', (percent, line) => {
    expect(cpuMaxOf(percent)).toBe(line);
  });
});

describe('a spec', () => {
  it('wants a cgroup when it says so, or has a limit that needs one', () => {
    expect(wantsCgroup(NO_CGROUP)).toBe(false);
    expect([{ own: true }, { memoryBytes: 1 }, { cpuPercent: 1 }].map((some) => wantsCgroup({ ...NO_CGROUP, ...some }))).toEqual([
      true,
      true,
      true,
    ]);
    expect(wishesOf({ own: true, memoryBytes: 1, cpuPercent: 1 })).toBe('limits.memory and limits.cpu');
    expect(wishesOf({ ...NO_CGROUP, own: true })).toBe('a cgroup of its own');
  });
});
