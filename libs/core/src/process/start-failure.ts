import { errnoOf, isProvisrError, messageOf, ProvisrError } from '../errors.js';
import type { EventBody } from './effect-table.js';
import { describeExit, type Exit, UNKNOWN_EXIT } from './exit.js';

/** The answer to a start that did not get through, with all a person needs to see why. */
export function startFailure(name: string, exit: Exit | null, attempts: number, stderrTail: readonly string[]): ProvisrError {
  const reason = exit ? describeExit(exit) : 'it could not be spawned';
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return new ProvisrError('PROVISR_START_FAILED', `${name} did not start: ${reason} (${tries})`, {
    details: {
      name,
      exit_code: exit?.code ?? null,
      exit_signal: exit?.signal ?? null,
      exit_error: exit?.error ?? null,
      attempts,
      stderr_tail: stderrTail,
    },
  });
}

/** @param attempts of the start that did not get through; 0 = it had started */
export function givenUp(failures: number, attempts: number, exit: Exit | null): EventBody {
  return { type: 'process.gave-up', failures, attempts, reason: describeExit(exit ?? UNKNOWN_EXIT) };
}

/** The end of a run that never began. */
export function spawnFailure(error: unknown): Exit {
  const { errno, path } = isProvisrError(error) ? (error.details ?? {}) : { errno: errnoOf(error), path: undefined };
  const failure = { kind: 'spawn', errno: textOrNull(errno), path: textOrNull(path) } as const;
  return { code: null, signal: null, error: messageOf(error), failure };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function superseded(name: string): ProvisrError {
  return new ProvisrError('PROVISR_START_SUPERSEDED', `the start of ${name} was overtaken by a stop`);
}

export function stuck(name: string, members: readonly number[]): ProvisrError {
  return new ProvisrError('PROVISR_STOP_TIMED_OUT', `${name} does not end, not even by SIGKILL; still there: ${members.join(', ')}`, {
    hint: 'a process in uninterruptible sleep waits for a device or a file server; the killing goes on',
    details: { name, pids: members },
  });
}
