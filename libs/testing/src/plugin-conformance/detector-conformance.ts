import { equal, notEqual, ok } from 'node:assert/strict';
import { type LivenessDetector, systemClock, within } from '#core';
import { PATIENCE_MS, type PluginCase } from './plugin-case.js';

/** Two detectors of one type. */
export interface DetectorTrial {
  /** Of something that lives as long as the trial. */
  readonly ofLiving: LivenessDetector;
  /** Of something that does not live. */
  readonly ofDead: LivenessDetector;
}

/** A detector that rejects says "not alive". */
async function saysAlive(detector: LivenessDetector): Promise<boolean> {
  const { signal } = new AbortController();
  const found = await within(
    systemClock,
    PATIENCE_MS,
    detector.detect(signal).catch(() => ({ alive: false, pid: null })),
  );
  equal(typeof found.alive, 'boolean', 'alive must be true or false');
  ok(found.pid === null || (Number.isInteger(found.pid) && found.pid > 0), 'pid must be a PID or null');
  return found.alive;
}

/**
 * What supervision relies on, whatever a detector asks: for authors of detectors. Bound to no test framework:
 * `for (const { name, check } of detectorConformance) it(name, () => check({ ofLiving, ofDead }))`.
 */
export const detectorConformance: readonly PluginCase<DetectorTrial>[] = [
  {
    name: 'has a label, and looks again after a while',
    check: async ({ ofLiving }) => {
      notEqual(ofLiving.label, '');
      ok(Number.isFinite(ofLiving.intervalMs) && ofLiving.intervalMs > 0, 'intervalMs must be above 0');
    },
  },
  { name: 'says alive of what lives', check: async ({ ofLiving }) => equal(await saysAlive(ofLiving), true) },
  { name: 'does not say alive of what is dead', check: async ({ ofDead }) => equal(await saysAlive(ofDead), false) },
  {
    name: 'says the same when it is asked again',
    check: async ({ ofLiving, ofDead }) => {
      for (let round = 0; round < 3; round += 1) {
        equal(await saysAlive(ofLiving), true);
        equal(await saysAlive(ofDead), false);
      }
    },
  },
  {
    name: 'never throws instead of rejecting, and comes to an end when nobody needs the answer any more',
    check: async ({ ofLiving, ofDead }) => {
      for (const detector of [ofLiving, ofDead]) {
        const abort = new AbortController();
        const answer = detector.detect(abort.signal);
        abort.abort();
        await within(systemClock, PATIENCE_MS, Promise.allSettled([answer]));
      }
    },
  },
];
