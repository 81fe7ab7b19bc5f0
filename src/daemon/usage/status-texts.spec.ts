import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ProcessStatus, PROCESS_STATES } from '#core';
import { fromStatus } from '#contract';
import { StatusTexts } from './status-texts.js';

const moment = fc.option(fc.integer({ min: 0, max: 4e12 }));
const text = fc.option(fc.constantFrom('exec:pid', 'SIGKILL', '"uptime_seconds":0,', 'ü…'));
const status: fc.Arbitrary<ProcessStatus> = fc.record({
  name: fc.constantFrom('a', 'b', 'web-1'),
  base: fc.constantFrom('a', 'b', 'web'),
  state: fc.constantFrom(...PROCESS_STATES),
  wanted: fc.boolean(),
  running: fc.boolean(),
  pid: fc.option(fc.nat()),
  startedAt: moment,
  stoppedAt: moment,
  lastExit: fc.option(fc.record({ code: fc.option(fc.nat(255)), signal: text, error: text })) as fc.Arbitrary<ProcessStatus['lastExit']>,
  detectedBy: text,
  restarts: fc.nat(3),
  failures: fc.nat(3),
  attempt: fc.nat(3),
  nextRestartAt: moment,
  dueInMs: fc.option(fc.nat()),
  uptimeMs: fc.option(fc.float({ min: 0, max: 1e9, noNaN: true })),
  adopted: fc.boolean(),
  problems: fc.array(fc.constantFrom('no cgroup', '"uptime_seconds":0')),
});

it('writes what JSON.stringify writes, however statuses change between two requests', () => {
  const changes = fc.array(fc.tuple(status, fc.option(status)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(changes, (steps) => {
      const texts = new StatusTexts();
      for (const [one, other] of steps) {
        // Time passes for the same object too, and every request gets a copy.
        const later = { ...one, uptimeMs: one.uptimeMs === null ? null : one.uptimeMs + 1_234.5, problems: [...one.problems] };
        for (const list of [[one], other ? [one, other] : [], [later], [{ ...later, restarts: later.restarts + 1 }]])
          expect(texts.listOf(list)).toBe(JSON.stringify(list.map((each) => fromStatus(each))));
      }
    }),
  );
});
