import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { systemClock, within } from '#core';
import type { HealthFinding, HealthProbe } from '#plugin';
import { PATIENCE_MS, type PluginCase } from './plugin-case.js';

/** Two indicators of one kind. */
export interface HealthTrial {
  /** Looks at something that is in order. */
  readonly ofWell: HealthProbe;
  /** Looks at something that is not. */
  readonly ofIll: HealthProbe;
}

/** How long the daemon waits, ms. */
const DAEMON_WAITS_MS = 2_000;

async function look(probe: HealthProbe): Promise<HealthFinding> {
  const { signal } = new AbortController();
  return within(systemClock, DAEMON_WAITS_MS, probe.check(signal));
}

/** One that throws says "down". */
async function statusOf(probe: HealthProbe): Promise<string> {
  try {
    return (await look(probe)).status;
  } catch {
    return 'down';
  }
}

/**
 * What readiness relies on, whatever an indicator looks at: for authors of health indicators. Bound to no test framework:
 * `for (const { name, check } of healthConformance) it(name, () => check({ ofWell, ofIll }))`.
 */
export const healthConformance: readonly PluginCase<HealthTrial>[] = [
  {
    name: 'finds in order what is, in the time the daemon waits',
    check: async ({ ofWell }) => equal((await look(ofWell)).status, 'up'),
  },
  { name: 'does not find in order what is not', check: async ({ ofIll }) => notEqual(await statusOf(ofIll), 'up') },
  {
    name: 'says one of the three statuses, and tells plain data beside it',
    check: async ({ ofWell, ofIll }) => {
      for (const probe of [ofWell, ofIll]) {
        const finding = await look(probe).catch(() => null);
        if (finding === null) continue;
        const { status, detail = {} } = finding;
        ok(['up', 'degraded', 'down'].includes(status), 'status must be "up", "degraded" or "down"');
        deepEqual(JSON.parse(JSON.stringify(detail)), detail, 'detail must be plain data');
        ok(!('status' in detail), 'the key "status" of detail is taken');
      }
    },
  },
  {
    name: 'says the same when it is asked again',
    check: async ({ ofWell, ofIll }) => {
      for (const probe of [ofWell, ofIll]) equal(await statusOf(probe), await statusOf(probe));
    },
  },
  {
    name: 'comes to an end when nobody waits any longer',
    check: async ({ ofWell, ofIll }) => {
      for (const probe of [ofWell, ofIll]) {
        const abort = new AbortController();
        const looking = (async () => probe.check(abort.signal))();
        abort.abort();
        await within(systemClock, PATIENCE_MS, Promise.allSettled([looking]));
      }
    },
  },
];
