import type { ExitFailure, ProcessEvent, ProcessEventType } from '#core';
import type { DaemonEvent, DaemonEventDto } from '../api/daemon-event.dto.js';
import type { EventDto, ExitFailureDto, ProcessEventDto } from '../api/event.dto.js';
import { timestamp } from './status.mapper.js';

type Details<T extends ProcessEventType> = (
  event: Extract<ProcessEvent, { type: T }>,
) => Omit<Extract<ProcessEventDto, { type: T }>, 'type' | 'process' | 'base' | 'at'>;

const DETAILS: { readonly [T in ProcessEventType]: Details<T> } = {
  'process.asked': ({ what, cause, by }) => ({ what, cause, by }),
  'process.changed': ({ keys, restarts, cause, by }) => ({ keys, restarts, cause, by }),
  'process.state': ({ from, to, pid, cause }) => ({ from, to, pid, cause }),
  'process.spawned': ({ pid, attempt }) => ({ pid, attempt }),
  'process.started': ({ pid, tookMs, automatic }) => ({ pid, took_seconds: seconds(tookMs), automatic }),
  'process.adopted': ({ pid }) => ({ pid }),
  'process.exited': ({ pid, exit, ranMs, expected }) => ({
    pid,
    exit_code: exit.code,
    exit_signal: exit.signal,
    exit_error: exit.error,
    failure: exit.failure === undefined ? null : failureOf(exit.failure),
    oom_killed: exit.oomKilled ?? false,
    ran_seconds: seconds(ranMs),
    expected,
  }),
  'process.backed-off': ({ delayMs, failures }) => ({ delay_seconds: seconds(delayMs), failures }),
  'process.gave-up': ({ failures, attempts, reason }) => ({ failures, attempts, reason }),
  'process.killed': ({ pid, afterMs }) => ({ pid, after_seconds: seconds(afterMs) }),
  'process.stopped': ({ cause }) => ({ cause }),
  'process.log-degraded': ({ stream, reason }) => ({ stream, reason }),
  'process.added': () => ({}),
  'process.removed': () => ({}),
};

const DAEMON_EVENTS: { readonly [T in DaemonEventDto['type']]: true } = {
  'daemon.started': true,
  'daemon.upgraded': true,
  'daemon.stopping': true,
  'daemon.problem': true,
  'config.reloaded': true,
  'config.reload-failed': true,
  'program.registered': true,
  'program.unregistered': true,
  'cron.started': true,
  'cron.finished': true,
  'cron.skipped': true,
  'cron.missed': true,
  'cron.suspended': true,
  'cron.resumed': true,
  'auth.failed': true,
};

/** Every type of event there is. */
export const EVENT_TYPES = [...Object.keys(DETAILS), ...Object.keys(DAEMON_EVENTS)] as readonly EventDto['type'][];

/** The wire form of an event. */
export function fromEvent(event: ProcessEvent | DaemonEvent): EventDto {
  if (isOfDaemon(event)) {
    const { type: kind, at: moment, ...rest } = event;
    return { type: kind, at: timestamp(moment), ...rest } as DaemonEventDto;
  }
  const { type, process, base, at } = event;
  const details = (DETAILS[type] as Details<ProcessEventType>)(event);
  return { type, process, base, at: timestamp(at), ...details } as EventDto;
}

function isOfDaemon(event: ProcessEvent | DaemonEvent): event is DaemonEvent {
  return Object.hasOwn(DAEMON_EVENTS, event.type);
}

function failureOf(failure: ExitFailure): ExitFailureDto {
  return { errno: null, path: null, detector: null, ...failure };
}

/** To the millisecond, as in statuses. */
function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
