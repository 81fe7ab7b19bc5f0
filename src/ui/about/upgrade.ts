import type { UpgradeResultDto } from '#contract';
import { ApiError } from '../api/api-error.js';
import { ask } from '../api/request.js';
import { confirmed } from '../parts/confirm.js';
import { notify } from '../parts/notices-store.js';

const QUESTION = {
  title: 'Upgrade the daemon?',
  text: 'The installed version rehearses its start beside the running one. When that succeeds it takes over; else the running one stays.',
  names: [],
  action: 'Upgrade',
};
/** How long the new program may take to answer, and how often it is asked, ms. */
const LONGEST_MS = 60_000;
const EVERY_MS = 500;

/** Upgrades after a question, waits for how it ends, and tells. */
export async function upgrade(): Promise<void> {
  if (!(await confirmed(QUESTION))) return;
  const progress = notify({ tone: 'busy', text: 'Upgrade: the new version rehearses its start …' });
  try {
    const { id, to } = await ask('upgrade', {});
    progress.become({ tone: 'busy', text: `Upgrade: ${to.version} takes over …` });
    const result = await endOf(id);
    if (result === null) progress.become({ tone: 'bad', text: 'Upgrade: nobody has told how it ended' });
    else if (result.result === 'upgraded') progress.become({ tone: 'good', text: `Upgraded to ${to.version}` });
    else progress.become({ tone: 'bad', text: `Upgrade: the version before is back: ${result.reason ?? 'nobody knows why'}` });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    progress.become({
      tone: 'bad',
      text: `Not upgraded: ${text}`,
      details: error instanceof ApiError && error.hint !== null ? [error.hint] : [],
    });
  }
}

/** @returns `null` when it was not told in time */
async function endOf(id: string): Promise<UpgradeResultDto | null> {
  for (let waitedMs = 0; waitedMs < LONGEST_MS; waitedMs += EVERY_MS) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    // Between two images nobody answers.
    const state = await ask('upgradeState', {}).catch(() => null);
    if (state?.last?.id === id) return state.last;
  }
  return null;
}
