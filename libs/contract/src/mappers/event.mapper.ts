import type { ProcessEvent, ProcessEventType } from '#core';
import type { EventDto } from '../api/event.dto.js';
import { timestamp } from './status.mapper.js';

type Details<T extends ProcessEventType> = (
  event: Extract<ProcessEvent, { type: T }>,
) => Omit<Extract<EventDto, { type: T }>, 'type' | 'process' | 'base' | 'at'>;

const DETAILS: { readonly [T in ProcessEventType]: Details<T> } = {
  'process.state': ({ from, to, pid, cause }) => ({ from, to, pid, cause }),
  'process.spawned': ({ pid, attempt }) => ({ pid, attempt }),
  'process.started': ({ pid, tookMs, automatic }) => ({ pid, took_seconds: seconds(tookMs), automatic }),
  'process.adopted': ({ pid }) => ({ pid }),
  'process.exited': ({ pid, exit, ranMs, expected }) => ({
    pid,
    exit_code: exit.code,
    exit_signal: exit.signal,
    exit_error: exit.error,
    ran_seconds: seconds(ranMs),
    expected,
  }),
  'process.backed-off': ({ delayMs, failures }) => ({ delay_seconds: seconds(delayMs), failures }),
  'process.gave-up': ({ failures, reason }) => ({ failures, reason }),
  'process.killed': ({ pid, afterMs }) => ({ pid, after_seconds: seconds(afterMs) }),
  'process.stopped': ({ cause }) => ({ cause }),
  'process.log-degraded': ({ stream, reason }) => ({ stream, reason }),
  'process.added': () => ({}),
  'process.removed': () => ({}),
};

/** Every type of event there is. */
export const EVENT_TYPES = Object.keys(DETAILS) as readonly ProcessEventType[];

/** The wire form of an event. */
export function fromEvent(event: ProcessEvent): EventDto {
  const { type, process, base, at } = event;
  const details = (DETAILS[type] as Details<ProcessEventType>)(event);
  return { type, process, base, at: timestamp(at), ...details } as EventDto;
}

/** To the millisecond, as in statuses. */
function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
