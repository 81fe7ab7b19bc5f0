import type { MutationResultDto, OutcomeDto, ProblemDto } from '#contract';
import { ApiError } from '../api/api-error.js';
import { ask } from '../api/request.js';
import { confirmed } from '../parts/confirm.js';
import { failureNotice } from '../parts/failure-notice.js';
import { notify } from '../parts/notices-store.js';

export const DEEDS = ['start', 'stop', 'restart'] as const;
export type Deed = (typeof DEEDS)[number];

/** Whom a deed is for. */
export type Target =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'wildcard'; readonly pattern: string; readonly names: readonly string[] }
  | { readonly kind: 'group'; readonly group: string; readonly names: readonly string[] };

/** What was done, in a word. */
export const DONE: Readonly<Record<Deed, string>> = { start: 'started', stop: 'stopped', restart: 'restarted' };
/** What a button says that does it. */
export const VERB: Readonly<Record<Deed, string>> = { start: 'Start', stop: 'Stop', restart: 'Restart' };
const CONSEQUENCE: Readonly<Record<Deed, string>> = {
  start: '',
  stop: 'What is stopped stays so until somebody starts it.',
  restart: 'What runs is stopped and started again.',
};
const OF_GROUP = { start: 'groupStart', stop: 'groupStop', restart: 'groupRestart' } as const satisfies Record<Deed, string>;
/** Requests at a time, for a selection that no wildcard describes. */
const AT_ONCE = 6;
const NAMES_IN_QUESTION = 12;

/** What became of one of those a deed was for; of a group also of a member of several instances. */
export interface DeedOutcome {
  readonly name: string;
  /** Why it did not do what was asked; `null` when it did. */
  readonly error: string | null;
}

/**
 * Asks first where something would end, does it, and tells how it went.
 * @returns what became of each; nothing where it was not done, or nobody knows
 */
export async function perform(deed: Deed, target: Target): Promise<readonly DeedOutcome[]> {
  if (deed !== 'start' && !(await confirmed(questionOf(deed, target)))) return [];
  const subject = subjectOf(target);
  const progress = notify({ tone: 'busy', text: `${VERB[deed]}: ${subject} …` });
  try {
    const outcomes = await carryOut(deed, target);
    const failures = outcomes.filter(({ error }) => error !== null).map(failureText);
    if (failures.length === 0) progress.become({ tone: 'good', text: `${subject}: ${DONE[deed]}` });
    else progress.become({ tone: 'bad', text: `${VERB[deed]}: ${failures.length} of ${outcomes.length} failed`, details: failures });
    return outcomes;
  } catch (error) {
    progress.become(failureNotice(VERB[deed], error));
    return [];
  }
}

async function carryOut(deed: Deed, target: Target): Promise<readonly DeedOutcome[]> {
  if (target.kind === 'wildcard') return together(ask(deed, {}, { query: { wildcard: target.pattern } }));
  if (target.kind === 'group') return together(ask(OF_GROUP[deed], {}, { query: { group: target.group } }));
  return target.names.length === 1 ? together(ask(deed, {}, { query: { name: target.names[0] } })) : each(deed, target.names);
}

/** @throws ApiError where it does not tell what became of each */
async function together(asked: Promise<MutationResultDto>): Promise<readonly DeedOutcome[]> {
  try {
    const { processes = [] } = await asked;
    return processes.map(({ name }) => ({ name, error: null }));
  } catch (error) {
    const told = error instanceof ApiError ? listedIn(error.problem) : [];
    if (told.length === 0) throw error;
    return told;
  }
}

function listedIn(problem: ProblemDto | null): readonly DeedOutcome[] {
  const told = (problem?.processes ?? problem?.['members'] ?? []) as readonly OutcomeDto[];
  return told.map(({ name, ok, error }) => ({ name, error: ok ? null : (error ?? 'failed') }));
}

/** One after the other in some lanes; what fails does not keep the others from their turn. */
async function each(deed: Deed, names: readonly string[]): Promise<readonly DeedOutcome[]> {
  const left = [...names];
  const outcomes: DeedOutcome[] = [];
  const lane = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const error = await ask(deed, {}, { query: { name } }).then(
        () => null,
        (failed: unknown) => (failed instanceof Error ? failed.message : String(failed)),
      );
      outcomes.push({ name, error });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return outcomes;
}

/** Most sentences of the daemon begin with the name already. */
function failureText({ name, error }: DeedOutcome): string {
  return error?.startsWith(`${name} `) === true ? error : `${name}: ${error}`;
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
