import { readFileSync } from 'node:fs';

/** The fields of proc_pid_stat(5) that supervision needs. */
export interface ProcStat {
  readonly pid: number;
  /** One letter: R, S, D, T, Z, X, … */
  readonly state: string;
  readonly parentPid: number;
  readonly processGroup: number;
  readonly session: number;
  readonly startTicks: number;
}

/** Parses one line of /proc/[pid]/stat. The name in field 2 may hold spaces and parentheses, so fields count from the last `)`. */
export function parseProcStat(line: string): ProcStat | null {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  if (open < 0 || close < 0) return null;
  const rest = line.slice(close + 2).split(' ');
  const field = (number: number): number => Number(rest[number - 3]);
  const stat: ProcStat = {
    pid: Number(line.slice(0, open - 1)),
    state: rest[0] ?? '',
    parentPid: field(4),
    processGroup: field(5),
    session: field(6),
    startTicks: field(22),
  };
  return Number.isSafeInteger(stat.pid) && Number.isSafeInteger(stat.startTicks) ? stat : null;
}

/** `null` when there is no such process (any more). */
export function readProcStat(pid: number): ProcStat | null {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // ENOENT and ESRCH both mean: gone. A process that may not be read is not ours either.
    return null;
  }
}

/** A zombie is dead, whoever its parent is; `kill(pid, 0)` would say otherwise. */
export function isLive(stat: ProcStat): boolean {
  return stat.state !== 'Z' && stat.state !== 'X' && stat.state !== 'x';
}
