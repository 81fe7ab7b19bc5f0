import { constants } from 'node:os';
import type { Exit } from '#core';

const names = new Map<number, NodeJS.Signals>();
// Some have two names: the first is the usual one (SIGABRT before SIGIOT, SIGIO before SIGPOLL).
for (const [name, number] of Object.entries(constants.signals)) if (!names.has(number)) names.set(number, name as NodeJS.Signals);

/** How a process ended, from the status that waitpid(2) gives (wait.h: WIFEXITED, WEXITSTATUS, WTERMSIG). */
export function exitOf(status: number): Exit {
  const signal = status & 0x7f;
  if (signal === 0) return { code: (status >> 8) & 0xff, signal: null, error: null };
  // Real-time signals have no name of their own in Node.
  return { code: null, signal: names.get(signal) ?? (`SIG${signal}` as NodeJS.Signals), error: null };
}

/** The status of a child that somebody else in this process has collected. */
export const COLLECTED_ELSEWHERE: Exit = {
  code: null,
  signal: null,
  error: 'exit status unknown: it was collected elsewhere',
  failure: { kind: 'unseen' },
};
