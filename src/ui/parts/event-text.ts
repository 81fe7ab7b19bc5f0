import type { EventDto, EventOf } from '#contract';
import { durationText, momentText } from './wording.js';

type Texts = { readonly [T in EventDto['type']]: (event: EventOf<T>) => string };

const TEXTS: Texts = {
  'process.asked': ({ what, cause, by }) => `${what} asked for by ${by === null ? cause : by.name}`,
  'process.changed': ({ keys, restarts }) => `definition changed: ${keys.join(', ')}${restarts ? ' (restarts)' : ''}`,
  'process.state': ({ from, to, cause }) => `${from} → ${to} (${cause})`,
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
  'daemon.started': ({ version, pid }) => `provisr ${version} started as PID ${pid}`,
  'daemon.upgraded': ({ from, to }) => `upgraded from ${from} to ${to}`,
  'daemon.stopping': ({ by }) => `stopping${byWhom(by)}`,
  'daemon.problem': ({ area, message, solved }) => `${area}: ${solved ? 'works again: ' : ''}${message}`,
  'config.reloaded': ({ added, removed, restarted, updated, by }) =>
    `configuration reloaded${byWhom(by)}: ${added} added, ${removed} removed, ${restarted} restarted, ${updated} updated`,
  'config.reload-failed': ({ by, message }) => `configuration refused, reload${byWhom(by)}: ${message}`,
  'program.registered': ({ by }) => `registered${byWhom(by)}`,
  'program.unregistered': ({ by }) => `unregistered${byWhom(by)}`,
  'cron.started': ({ trigger }) => `a run begins (${trigger})`,
  'cron.finished': ({ result, reason }) => `a run ended: ${result ?? 'nobody saw how'}${reason === null ? '' : `, ${reason}`}`,
  'cron.suspended': ({ by }) => `suspended${byWhom(by)}`,
  'cron.resumed': ({ by }) => `resumed${byWhom(by)}`,
  'cron.skipped': ({ reason }) => `skipped: ${reason}`,
  'cron.missed': ({ reason, due_at: due }) => `missed at ${momentText(due)}: ${reason}`,
  'auth.failed': ({ address, what, reason }) => `refused ${address === '' ? 'somebody' : address} (${what}): ${reason}`,
};

/** All there are. */
export const EVENT_TYPES = Object.keys(TEXTS) as readonly EventDto['type'][];

/** What happened, in a few words. Of a type of a later daemon its name. */
export function eventText(event: EventDto): string {
  const text = TEXTS[event.type] as ((told: EventDto) => string) | undefined;
  return text === undefined ? event.type : text(event);
}

function byWhom(by: { readonly name: string } | null): string {
  return by === null ? '' : ` by ${by.name}`;
}

function endOf({ exit_code: code, exit_signal: signal, exit_error: error, oom_killed: oom, expected }: EventOf<'process.exited'>): string {
  if (oom) return 'for want of memory';
  const how = code === null ? (signal === null ? `(${error ?? 'nobody saw how'})` : `by ${signal}`) : `with code ${code}`;
  return expected ? how : `unexpectedly ${how}`;
}
