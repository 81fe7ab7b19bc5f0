import { messageOf } from '#core';
import type { Definition } from '../steps/definitions.js';

/** Each cron expression must be one that the scheduler takes. The scheduler's parser is loaded only when there is a cronjob. */
export async function checkSchedules(definitions: readonly Definition[]): Promise<void> {
  for (const definition of definitions) {
    if (definition.kind !== 'cronjob' || definition.value.spec.schedule.kind !== 'cron') continue;
    const { validateCronExpression } = await import('cron');
    const { valid, error } = validateCronExpression(definition.value.spec.schedule.expression);
    if (!valid)
      definition.draft.report([{ pointer: '/schedule', message: `is not a cron expression: ${messageOf(error)}` }], definition.pointer);
  }
}
