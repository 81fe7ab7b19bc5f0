import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { errnoOf } from '../errors.js';
import { readProcStat } from './proc-stat.js';

/** Kernels without CONFIG_PROC_CHILDREN and sandboxes that imitate /proc do not have the file (proc_pid_children(5)). */
const hasChildrenFiles = existsSync(`/proc/self/task/${process.pid}/children`);

/**
 * Children of a process: those that any of its threads has started, or that have come to it when their parents ended. Of this process those
 * of the main thread: what a manager starts it starts there, and orphans come to the first thread that lives (exit(2), `find_new_reaper`).
 */
export function readChildren(pid: number): readonly number[] {
  if (!hasChildrenFiles) return childrenByParent(pid);
  // The kernel skips some when others are reaped while it lists them. Nobody reaps ours while this runs.
  if (pid === process.pid) return childrenOfThread(pid, String(pid));
  const once = (): readonly number[] => orNone(() => readdirSync(`/proc/${pid}/task`)).flatMap((thread) => childrenOfThread(pid, thread));
  return [...new Set([...once(), ...once()])];
}

function childrenOfThread(pid: number, thread: string): readonly number[] {
  return orNone(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number));
}

function childrenByParent(parent: number): readonly number[] {
  const pids = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  return pids.filter((pid) => readProcStat(pid)?.parentPid === parent);
}

function orNone<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return []; // it has ended
  }
}
