import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HandedProcess } from '../process/handed-process.js';
import { INITIAL } from '../process/machine.js';
import { HANDED_STATE_VERSION, parseHandedState } from './handed-state.js';

const moment = fc.double({ noNaN: true, noDefaultInfinity: true });
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const exit = fc.record({
  code: maybe(fc.nat(255)),
  signal: maybe(fc.constantFrom('SIGKILL' as const, 'SIGTERM' as const)),
  error: maybe(fc.string()),
});
const identity = fc.record({ pid: fc.nat(), startUnix: fc.nat(), startTicks: maybe(fc.nat()), bootId: maybe(fc.string()) });

const handed: fc.Arbitrary<HandedProcess> = fc.record({
  name: fc.string({ minLength: 1 }),
  snapshot: fc.record({
    phase: fc.constantFrom(
      'stopped' as const,
      'starting' as const,
      'running' as const,
      'stopping' as const,
      'backoff' as const,
      'failed' as const,
    ),
    wanted: fc.boolean(),
    run: maybe(fc.record({ pid: fc.nat(), startedAtMs: moment, leaderAlive: fc.boolean(), exit: maybe(exit) })),
    attempt: fc.nat(),
    failures: fc.nat(),
    verdict: fc.constantFrom('asked' as const, 'crashed' as const, 'start-failed' as const),
    kills: fc.nat(),
    automatic: fc.boolean(),
    doomed: fc.boolean(),
  }),
  history: fc.record({
    restarts: fc.nat(),
    startedAt: maybe(fc.nat()),
    stoppedAt: maybe(fc.nat()),
    lastExit: maybe(exit),
    runId: maybe(fc.uuid()),
    digest: maybe(fc.string()),
  }),
  progress: fc.record({
    startCause: fc.constantFrom('boot' as const, 'operator' as const),
    stopCause: fc.constantFrom('reload' as const, 'operator' as const),
    attempts: fc.nat(),
    startAskedAtMs: moment,
    stopSignalledAtMs: moment,
    dueInMs: maybe(moment),
    nextRestartAt: maybe(fc.nat()),
  }),
  run: maybe(
    fc.record({ pid: fc.nat(), identity: maybe(identity), isChild: fc.boolean(), tracked: maybe(identity), isDetected: fc.boolean() }),
  ),
  exit: maybe(exit),
  recent: fc.record({ stdout: fc.base64String() }),
  fifos: fc.array(fc.nat()),
});

const written = (processes: readonly unknown[], version: unknown = HANDED_STATE_VERSION): unknown =>
  JSON.parse(JSON.stringify({ version, processes })) as unknown;

describe('what is handed over of processes', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.array(handed, { maxLength: 5 }), (processes) => {
        expect(parseHandedState(written(processes))).toEqual(JSON.parse(JSON.stringify(processes)));
      }),
    );
  });

  it('is not understood in any other version', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (version) => {
        expect(parseHandedState(written([], version))).toEqual(version === HANDED_STATE_VERSION ? [] : null);
      }),
    );
  });

  it('is all or nothing: a part that is missing or of another kind voids it', () => {
    const parts = ['name', 'snapshot', 'history', 'progress', 'run', 'exit', 'recent', 'fifos'] as const;
    fc.assert(
      fc.property(fc.array(handed, { maxLength: 3 }), handed, fc.constantFrom(...parts), (good, process, part) => {
        const { [part]: _left, ...rest } = process;
        expect(parseHandedState(written([...good, rest]))).toBeNull();
        expect(parseHandedState(written([...good, { ...process, [part]: 7 }]))).toBeNull();
      }),
    );
  });

  it('is refused without an exception, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (value, processes) => {
        expect(() => parseHandedState(value)).not.toThrow();
        expect(() => parseHandedState({ version: HANDED_STATE_VERSION, processes })).not.toThrow();
      }),
    );
    expect(parseHandedState({ version: HANDED_STATE_VERSION, processes: [{ name: 'x', snapshot: INITIAL }] })).toBeNull();
  });
});
