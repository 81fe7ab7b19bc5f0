import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backoffCatalogue,
  type BackoffQuestion,
  type BackoffStrategy,
  BUILT_IN_BACKOFFS,
  containedBackoff,
  exponentialBackoff,
} from './backoff.js';
import { INITIAL, type MachineEvent, transition } from './machine.js';
import { policyOfSpec } from './policy-of-spec.js';
import { SPEC_DEFAULTS } from './spec-defaults.js';
import type { InstanceSpec } from './spec.js';

const QUESTION: BackoffQuestion = { attempt: 3, lastRunMs: 40, intervalMs: 100, factor: 2, maxIntervalMs: 1_000 };
const linear: BackoffStrategy = { delayMs: ({ attempt, intervalMs }) => attempt * intervalMs };
const specWith = (restartStrategy: string): InstanceSpec =>
  ({
    ...SPEC_DEFAULTS,
    name: 'web',
    autoRestart: 'always',
    restartIntervalMs: 100,
    restartMaxIntervalMs: 1_000,
    restartStrategy,
  }) as unknown as InstanceSpec;

describe('a restart strategy of somebody else', () => {
  it('is asked with all it may reckon from, and cut to the longest wait', () => {
    const asked: BackoffQuestion[] = [];
    const strategy = containedBackoff('own', { delayMs: (question) => (asked.push(question), 5_000) }, () => undefined);
    expect(strategy.delayMs(QUESTION)).toBe(1_000);
    expect(asked).toEqual([QUESTION]);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
    ],
    ['is late', () => Promise.resolve(5)],
    ['goes back in time', () => -1],
    ['never ends', () => Infinity],
    ['is no number', () => Number.NaN],
    ['says nothing', () => undefined],
  ])('that %s is replaced by the built-in one, and told of', (_what, delayMs) => {
    const told: string[] = [];
    const strategy = containedBackoff('own', { delayMs } as BackoffStrategy, (problem) => told.push(problem));
    expect(strategy.delayMs(QUESTION)).toBe(exponentialBackoff.delayMs(QUESTION));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^restart strategy "own" .*"exponential" is used$/);
  });

  it('always gives a wait within the bounds', () => {
    fc.assert(
      fc.property(fc.anything(), fc.nat(), fc.nat(), (answer, attempt, intervalMs) => {
        const question = { ...QUESTION, attempt: attempt + 1, intervalMs, maxIntervalMs: intervalMs + 1_000 };
        const delayMs = containedBackoff('own', { delayMs: () => answer as number }, () => undefined).delayMs(question);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThanOrEqual(question.maxIntervalMs);
      }),
    );
  });
});

describe('the policy of a specification', () => {
  const told: string[] = [];
  const ports = {
    backoffs: backoffCatalogue(new Map([...BUILT_IN_BACKOFFS, ['linear', linear]])),
    report: (message: string, about: { process: string }) => void told.push(`${about.process}: ${message}`),
  };
  /** Waits after runs that crash, each after as many ms. */
  const waits = (strategy: string, ranMs: readonly number[]): number[] => {
    let snapshot = INITIAL;
    let atMs = 0;
    const armed: number[] = [];
    const play = (event: MachineEvent): void => {
      const [next, effects] = transition(snapshot, event, policyOfSpec(specWith(strategy), ports));
      snapshot = next;
      for (const effect of effects) if (effect.do === 'back-off') armed.push(effect.delayMs);
    };
    play({ type: 'start', atMs });
    for (const ran of ranMs) {
      play({ type: 'spawned', atMs, pid: 7 });
      play({ type: 'exited', atMs: (atMs += ran), exit: { code: 1, signal: null, error: null }, groupEmpty: true });
      play({ type: 'due', atMs });
    }
    return armed;
  };

  it('reckons with the strategy that it names', () => {
    expect(waits('exponential', [5, 5, 5, 5, 5])).toEqual([100, 200, 400, 800, 1_000]);
    expect(waits('linear', [5, 5, 5, 5, 5])).toEqual([100, 200, 300, 400, 500]);
    expect(waits('linear', [5, 5, 60_000, 5])).toEqual([100, 200, 100, 200]);
    expect(told).toEqual([]);
  });

  it('goes on with the built-in one where nobody brings it', () => {
    expect(waits('psychic', [5, 5])).toEqual([100, 200]);
    expect(told).toEqual(Array(2).fill('web: there is no restart strategy "psychic": "exponential" is used'));
  });

  it('says how long the run before lasted, and that nothing came of a spawn', () => {
    const asked: number[] = [];
    const spy: BackoffStrategy = { delayMs: ({ lastRunMs }) => (asked.push(lastRunMs), 1) };
    const policy = { ...policyOfSpec(specWith('exponential'), ports), backoff: spy, startDurationMs: 500 };
    const play = (...events: MachineEvent[]): void =>
      void events.reduce((snapshot, event) => transition(snapshot, event, policy)[0], INITIAL);
    const exit = { code: 1, signal: null, error: null };
    play(
      { type: 'start', atMs: 0 },
      { type: 'spawned', atMs: 10, pid: 7 },
      { type: 'due', atMs: 510 },
      { type: 'exited', atMs: 900, exit, groupEmpty: true },
    );
    play({ type: 'start', atMs: 0 }, { type: 'spawned', atMs: 10, pid: 7 }, { type: 'exited', atMs: 200, exit, groupEmpty: true });
    play({ type: 'start', atMs: 0 }, { type: 'spawn-failed', atMs: 30, exit });
    expect(asked).toEqual([890, 190, 0]);
  });
});
