/** One cgroup of version 2 by its files. Source of the formats: cgroups(7), the kernel's admin guide on cgroup-v2. */
import { readdirSync, readFileSync, rmdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../errors.js';
import type { CgroupSpec } from './cgroup-spec.js';

/** The period that a share of processor time is granted in, µs: the kernel's default. */
const CPU_PERIOD_US = 100_000;
/** The kernel grants no less than this a period, µs. */
const LEAST_QUOTA_US = 1_000;

/** What the kernel counted for all members together, ended ones included. */
export interface CgroupUsage {
  /** RAM and page cache; `null` without the memory controller. */
  readonly memoryBytes: number | null;
  readonly cpuSeconds: number | null;
}

/** The numbers of a file of `key value` lines, such as `cgroup.events`. */
export function parseFlatKeyed(text: string): ReadonlyMap<string, number> {
  const pairs = text.split('\n').map((line) => line.split(' '));
  return new Map(pairs.flatMap(([key, value]) => (key && value !== undefined && /^\d+$/.test(value) ? [[key, Number(value)]] : [])));
}

/** The line for `cpu.max` that grants a share, 100 being one processor. */
export function cpuMaxOf(percent: number): string {
  return `${Math.max(LEAST_QUOTA_US, Math.round((percent / 100) * CPU_PERIOD_US))} ${CPU_PERIOD_US}`;
}

/** What a file says; `null` when there is none (any more), or it may not be read. */
export function readCgroupFile(dir: string, file: string): string | null {
  try {
    return readFileSync(join(dir, file), 'latin1');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return null;
  }
}

/** Cgroups below one. */
function childrenOf(dir: string): readonly string[] {
  try {
    const entries = readdirSync(dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(dir, entry.name));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return [];
  }
}

/** PIDs of the live processes in a cgroup and those below it; a program may have made some of its own. */
export function cgroupMembers(dir: string): readonly number[] {
  const own = (readCgroupFile(dir, 'cgroup.procs') ?? '').split('\n').filter(Boolean).map(Number);
  return [...own, ...childrenOf(dir).flatMap(cgroupMembers)];
}

/** Whether anybody lives in it or below it. */
export function isPopulated(dir: string): boolean {
  return parseFlatKeyed(readCgroupFile(dir, 'cgroup.events') ?? '').get('populated') === 1;
}

/** SIGKILL to all at once, also to what is being forked meanwhile. @returns false on kernels before 5.14, which cannot */
export function killCgroup(dir: string): boolean {
  try {
    writeFileSync(join(dir, 'cgroup.kill'), '1', { flag: 'r+' });
    return true;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false;
  }
}

/** Calls `emptied` each time the last member is gone; the kernel tells by inotify(7). Returns what ends the watch. */
export function watchEmpty(dir: string, emptied: () => void): () => void {
  try {
    const watcher = watch(join(dir, 'cgroup.events'), { persistent: false }, () => {
      if (!isPopulated(dir)) emptied();
    });
    watcher.on('error', () => watcher.close()); // whoever waits looks from time to time as well
    return () => watcher.close();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return () => undefined;
  }
}

/** How many members have been killed for want of memory, in the cgroup or on the machine. */
export function oomKills(dir: string): number {
  return parseFlatKeyed(readCgroupFile(dir, 'memory.events') ?? '').get('oom_kill') ?? 0;
}

export function cgroupUsage(dir: string): CgroupUsage {
  const memory = readCgroupFile(dir, 'memory.current');
  const cpuUs = parseFlatKeyed(readCgroupFile(dir, 'cpu.stat') ?? '').get('usage_usec');
  return { memoryBytes: memory === null ? null : Number(memory), cpuSeconds: cpuUs === undefined ? null : cpuUs / 1e6 };
}

/**
 * Sets the limits of a spec.
 * @throws the system error of the file that refused, e.g. ENOENT without its controller
 */
export function limitCgroup(dir: string, { memoryBytes, cpuPercent }: CgroupSpec): void {
  const set = (file: string, value: string): void => writeFileSync(join(dir, file), value, { flag: 'r+' });
  if (memoryBytes !== null) {
    set('memory.max', String(memoryBytes));
    // Half a tree is of no use, and its leader would have an exit code that tells nothing.
    set('memory.oom.group', '1');
  }
  if (cpuPercent !== null) set('cpu.max', cpuMaxOf(cpuPercent));
}

/** What of the limits of a spec is not in force in a cgroup that has been made before, in sentences for people. */
export function unmetLimits(dir: string, { memoryBytes, cpuPercent }: CgroupSpec): readonly string[] {
  const lacks = (file: string, wanted: number | null): boolean => wanted !== null && readCgroupFile(dir, file) === null;
  return [
    ...(lacks('memory.max', memoryBytes) ? [`limits.memory cannot be had: ${dir} has no memory controller`] : []),
    ...(lacks('cpu.max', cpuPercent) ? [`limits.cpu cannot be had: ${dir} has no cpu controller`] : []),
  ];
}

/** Removes an empty cgroup with those below it. @returns whether it is gone */
export function removeCgroup(dir: string): boolean {
  try {
    for (const child of childrenOf(dir)) removeCgroup(child);
    rmdirSync(dir);
    return true;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return errnoOf(error) === 'ENOENT';
  }
}
