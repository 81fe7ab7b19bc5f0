import { writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Reporter, TestModule } from 'vitest/node';

/** How many tests ended how; a suite or module that crashed counts as one failed test. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Leaves the counts of a run for the closing line of `npm test`, in the file that `PROVISR_TEST_COUNTS` names. The line
 * itself is written by the caller, after everything that vitest and its workers may still print.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env['PROVISR_TEST_COUNTS'];
    if (file === undefined) return;
    writeFileSync(file, JSON.stringify(countTests(modules, unhandledErrors.length)));
  }
}

/** Counts the tests of a finished run; `unhandledErrors` are those that no test claimed. */
export function countTests(modules: readonly TestModule[], unhandledErrors: number): TestCounts {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const states = tests.map((test) => test.result().state);
  const count = (state: (typeof states)[number]): number => states.filter((found) => found === state).length;
  return {
    passed: count('passed'),
    failed: count('failed') + crashedSuites(modules) + unhandledErrors,
    skipped: count('skipped') + count('pending'),
  };
}

// An import that throws or a failing beforeAll fails no test: its tests are not collected, or skipped.
function crashedSuites(modules: readonly TestModule[]): number {
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  return suites.filter((suite) => suite.errors().length > 0).length;
}
