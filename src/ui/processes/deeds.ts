import type { MutationResultDto, OutcomeDto } from '#contract';
import { ApiError } from '../api/api-error.js';
import { ask } from '../api/request.js';
import { confirmed } from '../parts/confirm.js';
import { notify } from '../parts/notices-store.js';

export type Deed = 'start' | 'stop' | 'restart';

/** Whom a deed is for. */
export type Target =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'wildcard'; readonly pattern: string; readonly names: readonly string[] }
  | { readonly kind: 'group'; readonly group: string; readonly names: readonly string[] };

const DONE: Readonly<Record<Deed, string>> = { start: 'started', stop: 'stopped', restart: 'restarted' };
const VERB: Readonly<Record<Deed, string>> = { start: 'Start', stop: 'Stop', restart: 'Restart' };
const CONSEQUENCE: Readonly<Record<Deed, string>> = {
  start: '',
  stop: 'What is stopped stays so until somebody starts it.',
  restart: 'What runs is stopped and started again.',
};
/** Requests at a time, for a selection that no wildcard describes. */
const AT_ONCE = 6;
const NAMES_IN_QUESTION = 12;

/** Asks first where something would end, does it, and tells how it went. */
export async function perform(deed: Deed, target: Target): Promise<void> {
  if (deed !== 'start' && !(await confirmed(questionOf(deed, target)))) return;
  const subject = subjectOf(target);
  const progress = notify({ tone: 'busy', text: `${VERB[deed]}: ${subject} …` });
  try {
    const failures = await carryOut(deed, target);
    if (failures.length === 0) progress.become({ tone: 'good', text: `${subject}: ${DONE[deed]}` });
    else progress.become({ tone: 'bad', text: `${VERB[deed]}: ${failures.length} of ${target.names.length} failed`, details: failures });
  } catch (error) {
    const hint = error instanceof ApiError ? error.hint : null;
    const text = error instanceof Error ? error.message : String(error);
    progress.become({ tone: 'bad', text: `${VERB[deed]}: ${text}`, details: [...detailsOf(error), ...(hint === null ? [] : [hint])] });
  }
}

async function carryOut(deed: Deed, target: Target): Promise<readonly string[]> {
  if (target.kind === 'wildcard') return whole(ask(deed, {}, { query: { wildcard: target.pattern } }));
  if (target.kind === 'group' && deed !== 'restart') {
    return whole(ask(deed === 'start' ? 'groupStart' : 'groupStop', {}, { query: { group: target.group } }));
  }
  if (target.names.length === 1) return whole(ask(deed, {}, { query: { name: target.names[0] } }));
  return each(deed, target.names);
}

async function whole(asked: Promise<MutationResultDto>): Promise<readonly string[]> {
  await asked;
  return [];
}

/** One after the other in some lanes; what fails does not keep the others from their turn. */
async function each(deed: Deed, names: readonly string[]): Promise<readonly string[]> {
  const left = [...names];
  const failures: string[] = [];
  const lane = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      await ask(deed, {}, { query: { name } }).catch((error: unknown) => {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return failures;
}

/** What became of each of several, and the last words of a program that did not start. */
function detailsOf(error: unknown): readonly string[] {
  if (!(error instanceof ApiError) || error.problem === null) return [];
  const { processes, stderr_tail: lastWords } = error.problem;
  const failed = (processes ?? [])
    .filter(({ ok }: OutcomeDto) => !ok)
    .map(({ name, error: why }: OutcomeDto) => `${name}: ${why ?? 'failed'}`);
  return [...failed, ...(Array.isArray(lastWords) ? lastWords.map(String) : [])];
}

function questionOf(deed: Deed, target: Target): { title: string; text: string; names: readonly string[]; action: string } {
  const { names } = target;
  const more = names.length > NAMES_IN_QUESTION ? [`… and ${names.length - NAMES_IN_QUESTION} more`] : [];
  return {
    title: `${VERB[deed]} ${subjectOf(target)}?`,
    text: CONSEQUENCE[deed],
    names: names.length === 1 ? [] : [...names.slice(0, NAMES_IN_QUESTION), ...more],
    action: VERB[deed],
  };
}

function subjectOf(target: Target): string {
  const count = target.names.length;
  if (target.kind === 'wildcard') return `all that match ${target.pattern} (${count})`;
  if (target.kind === 'group') return `the group ${target.group} (${count})`;
  return count === 1 ? (target.names[0] ?? '') : `${count} processes`;
}
