import { computed, signal } from '@preact/signals';
import type { ConfigProblem, ReloadPreviewDto } from '#contract';
import { ApiError } from '../api/api-error.js';
import { ask } from '../api/request.js';
import { confirmed } from '../parts/confirm.js';
import { notify } from '../parts/notices-store.js';

/** What the files on disk would make of the daemon, as it was found last. */
export const preview = signal<ReloadPreviewDto | null>(null);
/** Why a reload would be refused. */
export const refusal = signal<{ readonly message: string; readonly problems: readonly ConfigProblem[] } | null>(null);
export const isLooking = signal(false);

/** How many definitions and settings a reload would change. */
export const changeCount = computed(() => {
  const found = preview.value;
  return found === null ? 0 : found.definitions.length + found.settings.length;
});

/** Looks at the files again. */
export async function look(): Promise<void> {
  isLooking.value = true;
  try {
    preview.value = await ask('reloadPreview', {});
    refusal.value = null;
  } catch (error) {
    preview.value = null;
    refusal.value = { message: error instanceof Error ? error.message : String(error), problems: problemsOf(error) };
  }
  isLooking.value = false;
}

/** Reloads after a question, but only what was seen: when the files are other ones by now, that is shown instead. */
export async function reload(): Promise<void> {
  const seen = JSON.stringify(preview.value);
  await look();
  const found = preview.value;
  if (found === null) return;
  if (JSON.stringify(found) !== seen) {
    notify({ tone: 'bad', text: 'The files have changed meanwhile: look at what would happen now' });
    return;
  }
  if (await confirmed(questionOf(found))) await carryOut();
}

async function carryOut(): Promise<void> {
  const progress = notify({ tone: 'busy', text: 'Reloading …' });
  try {
    const { added, removed, restarted, updated, warnings = [] } = await ask('reload', {});
    const counts = [
      [added.length, 'added'],
      [removed.length, 'removed'],
      [restarted.length, 'restarted'],
      [updated.length, 'updated'],
    ] as const;
    const told = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
    progress.become({ tone: 'good', text: `Reloaded: ${told.length === 0 ? 'no process concerned' : told.join(', ')}`, details: warnings });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    progress.become({ tone: 'bad', text: `Not reloaded: ${text}` });
  }
  await look();
}

function questionOf({ result }: ReloadPreviewDto): { title: string; text: string; names: readonly string[]; action: string } {
  const { removed, restarted } = result;
  const names = [...restarted.map((name) => `${name} is restarted`), ...removed.map((name) => `${name} is stopped and removed`)];
  const text = names.length === 0 ? 'No process is stopped or restarted for it.' : 'This ends what runs now:';
  return { title: 'Reload the configuration?', text, names, action: 'Reload' };
}

function problemsOf(error: unknown): readonly ConfigProblem[] {
  return error instanceof ApiError ? ((error.problem?.errors ?? []) as readonly ConfigProblem[]) : [];
}
