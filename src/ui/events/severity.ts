import type { EventDto } from '#contract';

/** How much an event wants somebody, from little to much. */
export const SEVERITIES = ['detail', 'notice', 'warning', 'failure'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The most that an event of the type can be. */
const MOST: Readonly<Record<EventDto['type'], Severity>> = {
  'process.asked': 'notice',
  'process.changed': 'notice',
  'process.state': 'detail',
  'process.spawned': 'detail',
  'process.started': 'notice',
  'process.adopted': 'notice',
  'process.exited': 'failure',
  'process.backed-off': 'warning',
  'process.gave-up': 'failure',
  'process.killed': 'failure',
  'process.stopped': 'notice',
  'process.log-degraded': 'failure',
  'process.added': 'detail',
  'process.removed': 'detail',
  'daemon.started': 'notice',
  'daemon.upgraded': 'notice',
  'daemon.stopping': 'notice',
  'daemon.problem': 'failure',
  'config.reloaded': 'notice',
  'config.reload-failed': 'failure',
  'program.registered': 'notice',
  'program.unregistered': 'notice',
  'cron.started': 'notice',
  'cron.finished': 'failure',
  'cron.suspended': 'notice',
  'cron.resumed': 'notice',
  'cron.skipped': 'warning',
  'cron.missed': 'failure',
  'auth.failed': 'warning',
};

/** What one event is. Of a type of a later daemon: a notice. */
export function severityOf(event: EventDto): Severity {
  if (event.type === 'process.exited' && event.expected) return 'notice';
  if (event.type === 'daemon.problem' && event.solved) return 'notice';
  if (event.type === 'cron.finished') return event.result === 'failed' ? 'failure' : event.result === 'unknown' ? 'warning' : 'notice';
  return (MOST as Readonly<Record<string, Severity>>)[event.type] ?? 'notice';
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** Types of which an event can be that much. */
export function typesFrom(least: Severity): readonly EventDto['type'][] {
  return (Object.keys(MOST) as EventDto['type'][]).filter((type) => isAtLeast(MOST[type], least));
}
