import { deepEqual, equal, ok } from 'node:assert/strict';
import type { BackoffQuestion, BackoffReckoner } from '#plugin';
import type { PluginCase } from './plugin-case.js';

/** A restart strategy. */
export interface BackoffTrial {
  readonly strategy: BackoffReckoner;
}

/** From the first restart to one after weeks in a crash loop, without any wait and with the longest ones. */
function questions(): readonly BackoffQuestion[] {
  const attempts = [1, 2, 3, 10, 1_000, 1_000_000];
  const intervals = [0, 1, 1_000, 60_000];
  return attempts.flatMap((attempt) =>
    intervals.flatMap((intervalMs) =>
      [0, 5, 86_400_000].map((lastRunMs) =>
        Object.freeze({ attempt, intervalMs, lastRunMs, factor: 2, maxIntervalMs: Math.max(60_000, intervalMs) }),
      ),
    ),
  );
}

const sentenceOf = (question: BackoffQuestion): string => JSON.stringify(question);

/**
 * What supervision relies on, however a restart strategy reckons: for authors of restart strategies. Bound to no test framework:
 * `for (const { name, check } of backoffConformance) it(name, () => check({ strategy }))`.
 */
export const backoffConformance: readonly PluginCase<BackoffTrial>[] = [
  {
    name: 'answers at once with a time to wait, whatever it is asked',
    check: async ({ strategy }) => {
      for (const question of questions()) {
        const delayMs: unknown = strategy.delayMs(question);
        equal(typeof delayMs, 'number', `no number: ${sentenceOf(question)}`);
        ok(Number.isFinite(delayMs) && (delayMs as number) >= 0, `${String(delayMs)} is no time to wait: ${sentenceOf(question)}`);
      }
    },
  },
  {
    name: 'answers of the question alone: the same again, in any order, as after an upgrade of the daemon',
    check: async ({ strategy }) => {
      const all = questions();
      const first = all.map((question) => strategy.delayMs(question));
      const backwards = all.toReversed().map((question) => strategy.delayMs(question));
      deepEqual(backwards.toReversed(), first);
    },
  },
];
