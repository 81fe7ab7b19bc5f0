import { Logger } from '@nestjs/common';
import { describeExit, type EventBus, type ProcessEvent, type ProcessEventType } from '#core';

type Level = 'debug' | 'log' | 'warn' | 'error';

/** One line of the daemon's log: how loud, and what it says. */
interface Line {
  readonly level: Level;
  readonly msg: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

type Describe<T extends ProcessEventType> = (event: Extract<ProcessEvent, { type: T }>) => Line;

const LINES: { readonly [T in ProcessEventType]: Describe<T> } = {
  'process.started': ({ automatic, pid, tookMs }) => ({
    level: 'log',
    msg: automatic ? 'restarted' : 'started',
    detail: { processPid: pid, tookMs: Math.round(tookMs) },
  }),
  'process.adopted': ({ pid }) => ({ level: 'log', msg: 'adopted', detail: { processPid: pid } }),
  'process.exited': ({ expected, exit, pid, ranMs }) => ({
    level: expected ? 'log' : 'warn',
    msg: `ended: ${describeExit(exit)}`,
    detail: { processPid: pid, ranMs: Math.round(ranMs) },
  }),
  'process.backed-off': ({ delayMs, failures }) => ({ level: 'log', msg: 'waits before it is restarted', detail: { delayMs, failures } }),
  'process.gave-up': ({ reason, failures }) => ({ level: 'error', msg: `given up: ${reason}`, detail: { failures } }),
  'process.killed': ({ pid, afterMs }) => ({
    level: 'warn',
    msg: 'killed: it did not end when asked',
    detail: { processPid: pid, afterMs: Math.round(afterMs) },
  }),
  'process.log-degraded': ({ reason, stream }) => ({ level: 'warn', msg: `its output cannot be stored: ${reason}`, detail: { stream } }),
  'process.stopped': () => ({ level: 'log', msg: 'stopped' }),
  'process.state': ({ from, to, pid, cause }) => ({ level: 'debug', msg: `${from} → ${to}`, detail: { processPid: pid, cause } }),
  'process.spawned': ({ pid, attempt }) => ({ level: 'debug', msg: 'spawned', detail: { processPid: pid, attempt } }),
  'process.asked': ({ what, cause, by }) => ({ level: 'debug', msg: `${what} asked for`, detail: { cause, by: by?.name ?? null } }),
  'process.changed': ({ keys, restarts, cause }) => ({
    level: 'log',
    msg: restarts ? 'changed: it is restarted' : 'changed without a restart',
    detail: { keys, cause },
  }),
  'process.added': () => ({ level: 'debug', msg: 'added' }),
  'process.removed': () => ({ level: 'debug', msg: 'removed' }),
};

/** Tells in the daemon's log what happens to processes: one listener of the core's events among others. */
export function logEvents(events: EventBus): void {
  const logger = new Logger('process');
  events.subscribe((event) => {
    const { level, msg, detail } = (LINES[event.type] as Describe<ProcessEventType>)(event);
    logger[level]({ msg, process: event.process, ...detail });
  });
}
