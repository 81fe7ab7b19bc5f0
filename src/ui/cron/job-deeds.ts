import type { CronjobStatusDto } from '#contract';
import { ask } from '../api/request.js';
import { confirmed } from '../parts/confirm.js';
import { failureNotice } from '../parts/failure-notice.js';
import { notify } from '../parts/notices-store.js';
import { noteCronjob } from './cronjobs.js';

/** Runs it now, after a question where that ends a run. */
export async function trigger({ name, running, concurrency_policy: policy }: CronjobStatusDto): Promise<void> {
  const ends = policy === 'Replace' && running.length > 0;
  if (
    ends &&
    !(await confirmed({ title: `Run ${name} now?`, text: 'The run under way is stopped first.', names: running, action: 'Run now' }))
  )
    return;
  await tell(`Run ${name}`, `${name}: a run has begun`, () => ask('cronjobTrigger', { name }));
}

/** Lets its schedule count or not. Nothing ends by it. */
export async function setSuspended({ name }: CronjobStatusDto, isSuspended: boolean): Promise<void> {
  const [verb, done] = isSuspended ? ['Suspend', 'suspended'] : ['Resume', 'runs by its schedule again'];
  await tell(`${verb} ${name}`, `${name}: ${done}`, async () => {
    const { cronjob } = await ask(isSuspended ? 'cronjobSuspend' : 'cronjobResume', { name });
    noteCronjob(cronjob);
  });
}

async function tell(what: string, done: string, work: () => Promise<unknown>): Promise<void> {
  const progress = notify({ tone: 'busy', text: `${what} …` });
  try {
    await work();
    progress.become({ tone: 'good', text: done });
  } catch (error) {
    progress.become(failureNotice(what, error));
  }
}
