import type { EventDto, EventOf } from '#contract';
import { durationText } from '../parts/wording.js';

type Texts = { readonly [T in EventDto['type']]?: (event: EventOf<T>) => string };

const TEXTS: Texts = {
  'process.asked': ({ what, cause, by }) => `${what} asked for by ${by === null ? cause : by.name}`,
  'process.changed': ({ keys, restarts }) => `definition changed: ${keys.join(', ')}${restarts ? ' (restarts)' : ''}`,
  'process.spawned': ({ pid, attempt }) => `executed as PID ${pid}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
  'process.started': ({ took_seconds: seconds, automatic }) => `${automatic ? 'restarted' : 'started'} after ${seconds.toFixed(1)} s`,
  'process.adopted': ({ pid }) => `adopted with PID ${pid}`,
  'process.exited': (event) => `ended ${endOf(event)} after ${durationText(event.ran_seconds * 1000)}`,
  'process.backed-off': ({ delay_seconds: seconds, failures }) =>
    `waits ${seconds.toFixed(1)} s after ${failures} failure${failures === 1 ? '' : 's'}`,
  'process.gave-up': ({ reason }) => `gave up: ${reason}`,
  'process.killed': ({ after_seconds: seconds }) => `killed: it did not end within ${seconds.toFixed(1)} s`,
  'process.stopped': () => 'stopped',
  'process.log-degraded': ({ stream, reason }) => `${stream} cannot be stored: ${reason}`,
  'process.added': () => 'became known',
  'process.removed': () => 'removed',
};

/** What happened, in a few words. */
export function eventText(event: EventDto): string {
  const text = TEXTS[event.type] as ((told: EventDto) => string) | undefined;
  return text === undefined ? event.type : text(event);
}

function endOf({ exit_code: code, exit_signal: signal, exit_error: error, oom_killed: oom, expected }: EventOf<'process.exited'>): string {
  if (oom) return 'for want of memory';
  const how = code === null ? (signal === null ? `(${error ?? 'nobody saw how'})` : `by ${signal}`) : `with code ${code}`;
  return expected ? how : `unexpectedly ${how}`;
}
