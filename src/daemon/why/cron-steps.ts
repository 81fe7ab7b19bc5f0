import type { CronjobStatusDto, WhyStepDto } from '#contract';
import type { Past } from './past.js';

/** What the schedule did last, and what it did not do. */
export function cronSteps(past: Past, cronjob: CronjobStatusDto | null): readonly WhyStepDto[] {
  if (cronjob === null) return [];
  const started = past.latest('cron.started');
  const finished = past.since('cron.finished', started?.at ?? null);
  const steps: WhyStepDto[] = [];
  if (started !== null) {
    const text =
      started.trigger === 'manual' ? 'a run was triggered by hand' : `the schedule (${cronjob.schedule}) was due, and a run began`;
    steps.push({ kind: 'cron-run', at: started.at, text, by: null });
  }
  if (finished !== null) {
    const text = `the run ended: ${finished.result ?? 'unknown'}${finished.reason === null ? '' : `, ${finished.reason}`}`;
    steps.push({ kind: 'cron-run', at: finished.at, text, by: null });
  }
  return [...steps, ...skipSteps(past, cronjob)];
}

function skipSteps(past: Past, cronjob: CronjobStatusDto): readonly WhyStepDto[] {
  const [skipped, missed] = [past.latest('cron.skipped'), past.latest('cron.missed')];
  const rule = skipped === null ? '' : ` (concurrency_policy = ${cronjob.concurrency_policy})`;
  return [
    ...(skipped === null ? [] : [{ at: skipped.at, text: `it was due and did not run: ${skipped.reason}${rule}` }]),
    ...(missed === null ? [] : [{ at: missed.at, text: `it was due at ${missed.due_at} and did not run: ${missed.reason}` }]),
  ].map((step): WhyStepDto => ({ kind: 'cron-skip', by: null, ...step }));
}
