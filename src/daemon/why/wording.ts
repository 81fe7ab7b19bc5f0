import type { Actor, Exit } from '#core';

/** A while as people say it: `500 ms`, `8.2 s`, `5 min 3 s`, `2 h 5 min`. @param ms 0 or more */
export function whileText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 600) return `${Math.round(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return parts(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return parts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return parts(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function parts(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** Who it was, and how that is known. */
export function actorText({ name, role, via }: Actor): string {
  switch (via) {
    case 'socket':
      return `somebody at the local socket (${role ?? 'admin'})`;
    case 'none':
      return 'somebody who did not have to say who they are';
    case 'signal':
      return `a ${name} to the daemon`;
    case 'schedule':
      return `the schedule of cronjob ${name}`;
    case 'token':
    case 'certificate':
    case 'plugin':
      return `${name} (${role ?? 'no role'}, by ${via === 'plugin' ? 'a plugin' : via})`;
  }
}

/** `1 attempt`, `3 attempts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** How a run ended, in a clause. */
export function exitText(exit: Exit): string {
  if (exit.oomKilled === true) return `the kernel killed it because memory ran out (${exit.signal ?? 'SIGKILL'})`;
  if (exit.signal !== null) return `it was killed by ${exit.signal}`;
  if (exit.code !== null) return `it ended with exit code ${exit.code}`;
  return failureText(exit);
}

function failureText({ failure, error }: Exit): string {
  const reason = error ?? 'nobody knows why';
  switch (failure?.kind) {
    case 'spawn':
      return `it could not be executed: ${reason}${failure.errno === null || reason.includes(failure.errno) ? '' : ` (${failure.errno})`}`;
    case 'lost':
      return `no detector finds it alive any more${failure.detector === null ? '' : `, after ${failure.detector} had`}`;
    case 'unseen':
      return 'it ended while no daemon was there to see how';
    case undefined:
      return `it ended: ${reason}`;
  }
}
