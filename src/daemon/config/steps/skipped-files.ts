import type { Program } from '#core';
import type { ConfigProblem, Cronjob } from '#contract';
import type { SkippedFile } from '../daemon-config.js';
import type { Draft } from '../draft.js';

/** What runs now, so that a file with a mistake does not take down what it once defined well. */
export interface RunningDefinitions {
  readonly programs: readonly Program[];
  readonly cronjobs: readonly Cronjob[];
}

/** What becomes of the files with problems. */
export interface SetAside extends RunningDefinitions {
  readonly skipped: readonly SkippedFile[];
  /** Problems that forbid the load. */
  readonly problems: readonly ConfigProblem[];
}

/**
 * Step 10: skips the files that have problems and keeps what runs of them, or, when nothing may be skipped, hands on their problems.
 *
 * @param taken names that other files define now
 */
export function setAside(
  drafts: readonly Draft[],
  isTolerant: boolean,
  running: RunningDefinitions | undefined,
  taken: ReadonlySet<string>,
): SetAside {
  const bad = drafts.filter((draft) => draft.problems.length > 0);
  if (!isTolerant) return { programs: [], cronjobs: [], skipped: [], problems: bad.flatMap((draft) => draft.problems) };
  const files = new Set(bad.map((draft) => draft.file));
  const isKept = ({ source, spec }: Program | Cronjob): boolean => source !== null && files.has(source) && !taken.has(spec.name);
  const programs = (running?.programs ?? []).filter(isKept);
  const cronjobs = (running?.cronjobs ?? []).filter(isKept);
  const skipped = bad.map((draft) => ({
    file: draft.file,
    kept: [...programs, ...cronjobs].filter(({ source }) => source === draft.file).map(({ spec }) => spec.name),
    problems: draft.problems,
  }));
  return { programs, cronjobs, skipped, problems: [] };
}
