import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDescriptors } from './open-descriptors.js';
import { pageBytesOf, parseLoad, readProcessTable } from './process-table.js';
import { TimeSlices } from './time-slices.js';

/** /proc/[pid]/stat with these fields by their numbers. */
function stat(fields: Readonly<Record<number, string | number>>): string {
  return Array.from({ length: 52 }, (_, index) => String(fields[index + 1] ?? 0)).join(' ');
}

describe('one line of the process table', () => {
  it('is read by the numbers of its fields, whatever the program is called', () => {
    const line = stat({ 1: 42, 2: '(a) b (c)', 3: 'S', 5: 40, 6: 39, 14: 100, 15: 50, 16: 25, 17: 25, 20: 7, 24: 3 });
    const load = parseLoad(line);
    expect(load).toMatchObject({ pid: 42, processGroup: 40, session: 39, cpuSeconds: 2, threads: 7 });
    expect((load?.residentBytes ?? 0) % 3).toBe(0);
  });

  it.each(['', 'nonsense', stat({ 1: 42, 2: '(gone)', 3: 'Z' })])('is nobody when it says %j', (line) => {
    expect(parseLoad(line)).toBeNull();
  });

  it('is in pages of the size that the kernel names', () => {
    const vector = Buffer.alloc(48);
    vector.writeBigUInt64LE(3n, 0);
    vector.writeBigUInt64LE(6n, 16);
    vector.writeBigUInt64LE(65_536n, 24);
    expect(pageBytesOf(vector)).toBe(65_536);
    expect(pageBytesOf(Buffer.alloc(0))).toBe(4096);
  });
});

describe.runIf(process.platform === 'linux')('on this machine', () => {
  it('finds this process, with what the kernel says elsewhere', async () => {
    const own = (await readProcessTable(new TimeSlices())).find(({ pid }) => pid === process.pid);
    const status = readFileSync('/proc/self/status', 'utf8');
    const residentBytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024;
    expect((own?.residentBytes ?? 0) / residentBytes).toBeGreaterThan(0.5);
    expect((own?.residentBytes ?? 0) / residentBytes).toBeLessThan(2);
    expect(own?.threads).toBeGreaterThan(1);
    expect(own?.cpuSeconds).toBeGreaterThan(0);
    expect(openDescriptors(process.pid)).toBeGreaterThan(2);
    expect(openDescriptors(2 ** 22)).toBeNull();
  });

  it('steps aside when its time is over', async () => {
    const turns: string[] = [];
    const slices = new TimeSlices();
    await slices.next();
    setImmediate(() => turns.push('somebody else'));
    while (!slices.isOver) void 0;
    await slices.next();
    expect(turns).toEqual(['somebody else']);
    expect(slices.isOver).toBe(false);
  });
});
