import { messageOf } from '#core';
import type { Definition } from '../steps/definitions.js';

/**
 * Each cron expression must be one that the scheduler takes, and must name moments that come. The scheduler's parser is loaded only
 * when there is a cronjob.
 */
export async function checkSchedules(definitions: readonly Definition[]): Promise<void> {
  for (const definition of definitions) {
    if (definition.kind !== 'cronjob' || definition.value.spec.schedule.kind !== 'cron') continue;
    const message = await problemOf(definition.value.spec.schedule.expression);
    if (message !== null) definition.draft.report([{ pointer: '/schedule', message }], definition.pointer);
  }
}

async function problemOf(expression: string): Promise<string | null> {
  const { CronTime, validateCronExpression } = await import('cron');
  const { valid, error } = validateCronExpression(expression);
  if (!valid) return `is not a cron expression: ${messageOf(error)}`;
  try {
    new CronTime(expression, 'UTC').getNextDateFrom(new Date(), 'UTC');
    return null;
  } catch {
    return 'names a day that never comes'; // what it throws when it has looked eight years ahead in vain
  }
}
