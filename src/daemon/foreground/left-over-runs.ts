import { readFileSync } from 'node:fs';
import { createInspector, errnoOf, ProvisrError } from '#core';
import type { Cronjob } from '#contract';

/** Two readings of the same start may differ by this much, s. */
const TOLERANCE_S = 1;

/**
 * A daemon that was killed may have left runs under way. They are the next daemon's to look after, and to begin another beside them
 * would break a promise of their definition.
 * @throws ProvisrError PROVISR_PROCESS_CONFLICT naming the first
 */
export function refuseLeftOverRuns(jobs: readonly Cronjob[]): void {
  for (const { spec } of jobs) {
    const pid = alivePid(spec.process.pidFile);
    if (pid === null) continue;
    throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `a run of "${spec.name}" that a daemon began is still under way (PID ${pid})`, {
      hint: 'start the daemon, which looks after it, or wait until it has ended',
    });
  }
}

/** The live process a PID file stands for, `null` when there is none or that cannot be proven. */
function alivePid(path: string): number | null {
  const [first = '', , third = ''] = readLines(path);
  const found = createInspector().identify(Number(first.trim()) || 0);
  const start = startOf(third);
  return found !== null && start !== null && Math.abs(found.startUnix - start) <= TOLERANCE_S ? found.pid : null;
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** `start_unix` of the third line. */
function startOf(line: string): number | null {
  try {
    const start = (JSON.parse(line) as { start_unix?: unknown } | null)?.start_unix;
    return typeof start === 'number' ? start : null;
  } catch {
    return null; // not one of our files
  }
}
