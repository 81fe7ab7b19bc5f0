import type { ProcessIdentity } from '../inspect/process-inspector.js';
import type { WitnessedExit } from './exit-ledger.js';

/** One line of the journal of a guard: who ended, and how. */
export interface ExitEntry extends WitnessedExit {
  readonly pid: number;
  /** Start in clock ticks since boot, of proc_pid_stat(5): a PID alone is reused. */
  readonly startTicks: number;
}

/** Who an entry is about. */
export function entryKey({ pid, startTicks }: Pick<ProcessIdentity, 'pid' | 'startTicks'>): string {
  return `${pid}/${startTicks}`;
}

/** JSON and a line end, so that a torn line is known by its missing end. */
export function formatExitEntry({ pid, startTicks, exit, at }: ExitEntry): string {
  return `${JSON.stringify({ pid, start_ticks: startTicks, code: exit.code, signal: exit.signal, at })}\n`;
}

/** `null` for a line that is torn or no entry. */
export function parseExitEntry(line: string): ExitEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null; // the guard was killed while it wrote, or this is none of its lines
  }
  if (typeof value !== 'object' || value === null) return null;
  const { pid, start_ticks: startTicks, code, signal, at } = value as Record<string, unknown>;
  if (!isCount(pid) || !isCount(startTicks) || !isCount(at)) return null;
  if (isCount(code) && signal === null) return { pid, startTicks, at, exit: { code, signal: null, error: null } };
  if (code === null && typeof signal === 'string')
    return { pid, startTicks, at, exit: { code: null, signal: signal as NodeJS.Signals, error: null } };
  return null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
