import { childCases } from './child-cases.js';
import { refusalCases } from './refusal-cases.js';
import type { ConformanceCase } from './trial.js';

/**
 * What supervision relies on, whoever makes the processes: for authors of spawners. Bound to no test framework:
 * `for (const { name, check } of spawnerConformance) it(name, () => check(trialOf(spawner, directory)))`.
 * Each wants a directory of its own, which the caller makes and removes.
 */
export const spawnerConformance: readonly ConformanceCase[] = [...childCases, ...refusalCases];
