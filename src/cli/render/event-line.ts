import type { Actor } from '#core';
import type { EventDto, EventGapDto, EventOf } from '#contract';
import { paint, type Tone } from './colour.js';
import { formatMoment } from './moment.js';
import type { Io } from '../terminal/io.js';

type Describe<T extends EventDto['type']> = (event: EventOf<T>) => string;

/** What each event says, in a few words. Those of a type of a later daemon are shown by their type alone. */
const TEXTS: { readonly [T in EventDto['type']]: Describe<T> } = {
  'process.asked': ({ what, cause, by }) => `${what} asked for ${askedBy(by, cause)}`,
  'process.changed': ({ keys, restarts }) =>
    `definition changed${keys.length === 0 ? '' : ` (${keys.join(', ')})`}${restarts ? ': it is restarted' : ''}`,
  'process.state': ({ from, to, cause }) => `${from} → ${to} (${cause})`,
  'process.spawned': ({ pid, attempt }) => `spawned as ${pid}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
  'process.started': ({ pid, automatic }) => `${automatic ? 'restarted' : 'started'} as ${pid}`,
  'process.adopted': ({ pid }) => `taken over as ${pid}`,
  'process.exited': (event) => `ended: ${endOf(event)}${event.expected ? '' : ', unexpectedly'}`,
  'process.backed-off': ({ delay_seconds, failures }) => `waits ${delay_seconds} s before it is restarted, failure ${failures} in a row`,
  'process.gave-up': ({ reason, failures }) => `given up${failures > 0 ? ` after ${failures} restarts` : ''}: ${reason}`,
  'process.killed': ({ pid, after_seconds }) => `${pid} killed: it did not end within ${after_seconds} s`,
  'process.stopped': ({ cause }) => `stopped (${cause})`,
  'process.log-degraded': ({ stream, reason }) => `its ${stream} cannot be stored: ${reason}`,
  'process.added': () => 'added',
  'process.removed': () => 'removed',
  'daemon.started': ({ version, pid }) => `provisr ${version} started as ${pid}`,
  'daemon.upgraded': ({ from, to }) => `upgraded from ${from} to ${to}`,
  'daemon.stopping': ({ by }) => `stopping${by === null ? '' : ` (${by.name})`}`,
  'daemon.problem': ({ message, solved }) => `${solved ? 'solved' : 'problem'}: ${message}`,
  'config.reloaded': ({ added, removed, restarted, updated, by }) =>
    `configuration reloaded ${askedBy(by, 'operator')}: ${added} added, ${removed} removed, ${restarted} restarted, ${updated} updated`,
  'config.reload-failed': ({ by, message }) => `configuration refused, reload ${askedBy(by, 'operator')}: ${message}`,
  'program.registered': ({ by }) => `registered ${askedBy(by, 'operator')}`,
  'program.unregistered': ({ by }) => `unregistered ${askedBy(by, 'operator')}`,
  'cron.started': ({ trigger }) => `a run begins (${trigger})`,
  'cron.finished': ({ result, reason }) => `a run ended: ${result ?? 'unknown'}${reason === null ? '' : `, ${reason}`}`,
  'cron.skipped': ({ reason }) => `skipped: ${reason}`,
  'cron.missed': ({ reason, due_at }) => `missed at ${formatMoment(due_at)}: ${reason}`,
  'cron.suspended': ({ by }) => `suspended ${askedBy(by, 'operator')}`,
  'cron.resumed': ({ by }) => `resumed ${askedBy(by, 'operator')}`,
  'auth.failed': ({ address, what, reason }) => `refused ${address || 'somebody'} (${what}): ${reason}`,
};

const BAD: readonly EventDto['type'][] = ['process.gave-up', 'process.killed', 'config.reload-failed', 'daemon.problem', 'cron.missed'];
const DIM: readonly EventDto['type'][] = ['process.state', 'process.spawned', 'process.added', 'process.removed'];

/** An event on a line: when, of what, and what happened. */
export function renderEvent(io: Io, event: EventDto): string {
  const describe = TEXTS[event.type] as Describe<EventDto['type']> | undefined;
  const text = printable(describe === undefined ? event.type : describe(event));
  const tone = toneOf(event);
  return `${paint(io, 'dim', formatMoment(event.at))}  ${subjectOf(event)}  ${tone === null ? text : paint(io, tone, text)}\n`;
}

/** The mark that events are missing. */
export function renderGap(io: Io, { missed, reason }: EventGapDto): string {
  return `${paint(io, 'bad', `… ${missed ?? 'some'} events are missing here (${reason})`)}\n`;
}

function toneOf(event: EventDto): Tone | null {
  if (BAD.includes(event.type) || (event.type === 'process.exited' && !event.expected)) return 'bad';
  if (event.type === 'process.started') return 'good';
  return DIM.includes(event.type) ? 'dim' : null;
}

function subjectOf(event: EventDto): string {
  if ('cronjob' in event) return event.cronjob;
  if ('process' in event) return event.process;
  return 'name' in event ? event.name : 'provisr';
}

function askedBy(by: Actor | null, cause: string): string {
  if (by === null) return `(${cause})`;
  return by.role === null ? `by ${by.name}` : `by ${by.name} (${by.role})`;
}

function endOf(event: EventOf<'process.exited'>): string {
  if (event.oom_killed) return 'killed because memory ran out';
  if (event.exit_signal !== null) return `killed by ${event.exit_signal}`;
  return event.exit_code === null ? (event.exit_error ?? 'nobody knows how') : `exit code ${event.exit_code}`;
}

/** Messages come from files and programs: nothing in them may move the cursor. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
