/** Controllers for the cgroups below a daemon's own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../errors.js';
import { readProcStat } from '../inspect/proc-stat.js';
import { readCgroupFile } from './cgroup.js';
import { DAEMON_LEAF } from './cgroup-place.js';

export type Controller = 'memory' | 'cpu';

/** Processes are moved one by one while they may fork: so often it is tried until nobody is left, rounds. */
const MOST_ROUNDS = 5;

const DELEGATE =
  'run the daemon in a systemd service with Delegate=yes and DelegateSubgroup=daemon, or in a container with a writable cgroup';

function wordsOf(dir: string, file: string): readonly string[] {
  return (readCgroupFile(dir, file) ?? '').trim().split(/\s+/).filter(Boolean);
}

/**
 * Lets the cgroups in `tree` have controllers. The kernel gives them only where no process lives beside the cgroups that get them
 * (the "no internal processes" rule of cgroups(7)), so the daemon's own cgroup is vacated where everybody in it is ours.
 *
 * @returns why they cannot be had; `null` when they can
 * @throws the system error for what is neither missing, busy nor forbidden
 */
export function enableControllers(wanted: readonly Controller[], tree: string): string | null {
  const base = dirname(tree);
  const missing = wanted.filter((controller) => !wordsOf(base, 'cgroup.controllers').includes(controller));
  if (missing.length > 0) return `the kernel has no ${missing.join(' and ')} controller in the cgroup v2 hierarchy at ${base}`;
  return enableIn(base, wanted, tree) ?? enableIn(tree, wanted, tree);
}

function enableIn(dir: string, wanted: readonly Controller[], tree: string): string | null {
  const missing = wanted.filter((controller) => !wordsOf(dir, 'cgroup.subtree_control').includes(controller));
  if (missing.length === 0) return null;
  const enable = (): void =>
    writeFileSync(join(dir, 'cgroup.subtree_control'), missing.map((name) => `+${name}`).join(' '), { flag: 'r+' });
  try {
    enable();
    return null;
  } catch (error) {
    if (errnoOf(error) === 'EACCES' || errnoOf(error) === 'EPERM') return `${dir} has not been delegated to this user; ${DELEGATE}`;
    if (errnoOf(error) !== 'EBUSY') throw error;
  }
  if (!vacate(dir, join(tree, DAEMON_LEAF))) return `${dir} holds processes of others; ${DELEGATE}`;
  enable();
  return null;
}

/** Moves everybody out of a cgroup. @returns false when not all of them are ours to move */
function vacate(dir: string, leaf: string): boolean {
  const members = (): readonly number[] => wordsOf(dir, 'cgroup.procs').map(Number);
  if (!areOurs(members(), basename(dir))) return false;
  mkdirSync(leaf, { recursive: true });
  for (let round = 0; round < MOST_ROUNDS && members().length > 0; round++) for (const pid of members()) move(pid, leaf);
  return members().length === 0;
}

function move(pid: number, leaf: string): void {
  try {
    writeFileSync(join(leaf, 'cgroup.procs'), String(pid), { flag: 'r+' });
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error; // it has ended: that is moved enough
  }
}

/**
 * Whether all that live in the daemon's cgroup may be moved: it and its descendants may anywhere; those above it (a guard, the init of a
 * container) where the cgroup is that of a service or of a container, and not of the session of a user.
 */
function areOurs(pids: readonly number[], cgroup: string): boolean {
  const isOwnUnit = cgroup.endsWith('.service') || pids.includes(1);
  const above = ancestorsOf(process.pid);
  return pids.every(
    (pid) => pid === process.pid || ancestorsOf(pid).includes(process.pid) || (isOwnUnit && (above.includes(pid) || pids.includes(1))),
  );
}

function ancestorsOf(pid: number): readonly number[] {
  const chain: number[] = [];
  for (
    let stat = readProcStat(pid);
    stat !== null && stat.parentPid > 0 && !chain.includes(stat.parentPid);
    stat = readProcStat(stat.parentPid)
  )
    chain.push(stat.parentPid);
  return chain;
}
