import { Logger } from '@nestjs/common';
import { type Cause, describeExit, type EventBus, type ProcessEvent, type ProcessEventType } from '#core';

type Level = 'debug' | 'log' | 'warn' | 'error';

/** One line of the daemon's log: how loud, and what it says. */
interface Line {
  readonly level: Level;
  readonly msg: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** These follow from nothing that happened to the process before. */
const CAUSELESS: ReadonlySet<ProcessEventType> = new Set(['process.log-degraded', 'process.added', 'process.removed']);

type Describe<T extends ProcessEventType> = (event: Extract<ProcessEvent, { type: T }>) => Line;

const LINES: { readonly [T in ProcessEventType]: Describe<T> } = {
  'process.started': ({ automatic, pid, tookMs }) => ({
    level: 'log',
    msg: automatic ? 'restarted' : 'started',
    detail: { pid, tookMs: Math.round(tookMs) },
  }),
  'process.adopted': ({ pid }) => ({ level: 'log', msg: 'adopted', detail: { pid } }),
  'process.exited': ({ expected, exit, pid, ranMs }) => ({
    level: expected ? 'log' : 'warn',
    msg: `ended: ${describeExit(exit)}`,
    detail: { pid, ranMs: Math.round(ranMs) },
  }),
  'process.backed-off': ({ delayMs, failures }) => ({ level: 'log', msg: 'waits before it is restarted', detail: { delayMs, failures } }),
  'process.gave-up': ({ reason, failures }) => ({ level: 'error', msg: `given up: ${reason}`, detail: { failures } }),
  'process.killed': ({ pid, afterMs }) => ({
    level: 'warn',
    msg: 'killed: it did not end when asked',
    detail: { pid, afterMs: Math.round(afterMs) },
  }),
  'process.log-degraded': ({ reason, stream }) => ({ level: 'warn', msg: `its output cannot be stored: ${reason}`, detail: { stream } }),
  'process.stopped': () => ({ level: 'log', msg: 'stopped' }),
  'process.state': ({ from, to, pid }) => ({ level: 'debug', msg: `${from} → ${to}`, detail: { pid } }),
  'process.spawned': ({ pid, attempt }) =>
    attempt > 1
      ? { level: 'log', msg: 'tries again', detail: { pid, attempt } }
      : { level: 'debug', msg: 'spawned', detail: { pid, attempt } },
  'process.asked': ({ what, by }) => ({ level: 'debug', msg: `${what} asked for`, detail: { by: by?.name ?? null } }),
  'process.changed': ({ keys, restarts }) => ({
    level: 'log',
    msg: restarts ? 'changed: it is restarted' : 'changed without a restart',
    detail: { keys },
  }),
  'process.added': () => ({ level: 'debug', msg: 'added' }),
  'process.removed': () => ({ level: 'debug', msg: 'removed' }),
};

/** What the latest events told of a process, for those that follow from them. */
interface Latest {
  readonly cause: Cause | null;
  /** Of the run that is, or was the last. */
  readonly pid: number | null;
}

/**
 * Tells in the daemon's log what happens to processes, a line for each decision: one listener of the core's events among others. Where an event
 * tells neither PID nor cause, they are those of the events that it follows from.
 */
export function logEvents(events: EventBus): void {
  const logger = new Logger('process');
  const latest = new Map<string, Latest>();
  events.subscribe((event) => {
    const known = latestOf(event, latest.get(event.process));
    if (event.type === 'process.removed') latest.delete(event.process);
    else latest.set(event.process, known);
    const { level, msg, detail } = (LINES[event.type] as Describe<ProcessEventType>)(event);
    logger[level]({ msg, process: event.process, cause: causeOf(event, known.cause), pid: known.pid, ...detail });
  });
}

function latestOf(event: ProcessEvent, before: Latest | undefined): Latest {
  const pid = 'pid' in event && event.pid !== null ? event.pid : (before?.pid ?? null);
  if (event.type === 'process.adopted') return { pid, cause: 'adoption' };
  return { pid, cause: event.type === 'process.state' ? event.cause : (before?.cause ?? null) };
}

function causeOf(event: ProcessEvent, last: Cause | null): Cause | 'exit' | null {
  if ('cause' in event) return event.cause;
  // That it ended by itself is called a crash as long as nobody knows whether it was expected to.
  if (event.type === 'process.exited' && event.expected && last === 'crash') return 'exit';
  return CAUSELESS.has(event.type) ? null : last;
}
