import { randomUUID } from 'node:crypto';
import { createInspector } from '#core';
import { waitFor } from './wait-for.js';

/** Environment variable that marks everything one test has started, however deep, and whoever its parent is by now. */
export const MARK_VARIABLE = 'PROVISR_TEST_MARK';

/** A live process with the mark. */
export interface MarkedProcess {
  readonly pid: number;
  readonly session: number;
  readonly processGroup: number;
  /** The supervised process it belongs to; `null` for a daemon and what else the test started itself. */
  readonly process: string | null;
}

const inspector = createInspector();

/** A mark that nobody else has, for {@link MARK_VARIABLE}. */
export function newMark(): string {
  return randomUUID();
}

/** All live processes with the mark. Zombies are dead. */
export function markedProcesses(mark: string): readonly MarkedProcess[] {
  return inspector.entries().flatMap(({ pid, session, processGroup }) => {
    const environment = inspector.environmentOf(pid);
    if (environment?.get(MARK_VARIABLE) !== mark) return [];
    return [{ pid, session, processGroup, process: environment.get('PROVISR_PROCESS') ?? null }];
  });
}

/** Kills what is left of a test, by PID, until nothing is. */
export async function endMarked(mark: string): Promise<void> {
  const killed = (): boolean => {
    const left = markedProcesses(mark);
    for (const { pid } of left) kill(pid);
    return left.length === 0;
  };
  await waitFor(killed, { what: `the processes marked ${mark} to end` });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself since it was looked for.
  }
}
