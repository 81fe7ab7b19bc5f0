import { type Deed, type DeedOutcome, DONE } from '../processes/deeds.js';

/** What was done to a group last, and what did not work. */
export interface GroupResult {
  readonly done: string;
  /** Why a member did not do it, by its name. */
  readonly errors: ReadonlyMap<string, string>;
}

export function resultOf(deed: Deed, outcomes: readonly DeedOutcome[]): GroupResult {
  return { done: DONE[deed], errors: new Map(outcomes.flatMap(({ name, error }) => (error === null ? [] : [[name, error]]))) };
}
