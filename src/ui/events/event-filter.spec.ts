import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventDto } from '#contract';
import { EVENT_TYPES } from '../parts/event-text.js';
import { askedOf, filterOf, isWanted, queryOf } from './event-filter.js';
import { isAtLeast, SEVERITIES, severityOf, typesFrom } from './severity.js';

const at = '2026-01-31T12:00:00.000Z';
const exited = (expected: boolean): EventDto => ({
  type: 'process.exited',
  process: 'web-1',
  base: 'web',
  at,
  pid: 1,
  exit_code: expected ? 0 : 1,
  exit_signal: null,
  exit_error: null,
  failure: null,
  oom_killed: false,
  ran_seconds: 1,
  expected,
});
const filter = filterOf('');

describe('a filter of events', () => {
  it('stands in an address, whatever is typed', () => {
    const any = fc.record({
      type: fc.constantFrom('', 'cron.*', ...EVENT_TYPES),
      process: fc.string({ unit: 'binary' }),
      group: fc.string(),
      severity: fc.constantFrom(...SEVERITIES),
    });
    fc.assert(
      fc.property(any, (wanted) => {
        expect(filterOf(queryOf(wanted))).toEqual(wanted);
      }),
    );
    expect(queryOf(filter)).toBe('');
  });

  it('asks the daemon for no more than can be wanted', () => {
    expect(askedOf({ ...filter, severity: 'detail' })).toEqual({ type: undefined, wildcard: undefined });
    expect(askedOf({ ...filter, process: ' eb', severity: 'detail', type: 'cron.*' })).toEqual({ type: 'cron.*', wildcard: '*eb*' });
    expect(askedOf({ ...filter, process: 'w*1', severity: 'failure', type: 'process.*' })).toEqual({
      type: 'process.exited,process.gave-up,process.killed,process.log-degraded',
      wildcard: 'w*1',
    });
    expect(askedOf({ ...filter, severity: 'failure', type: 'process.added' })).toBeNull();
  });

  it('knows members of a group by their base name, and what only the event itself shows', () => {
    expect(isWanted(exited(false), filter, new Set(['web']))).toBe(true);
    expect(isWanted(exited(false), filter, new Set(['worker']))).toBe(false);
    expect([true, false].map((expected) => isWanted(exited(expected), { ...filter, severity: 'failure' }, null))).toEqual([false, true]);
    expect(isWanted({ type: 'cron.missed', cronjob: 'nightly', due_at: at, reason: 'late', at }, filter, new Set(['nightly']))).toBe(true);
    expect(isWanted({ type: 'daemon.upgraded', from: 'a', to: 'b', at }, filter, new Set(['web']))).toBe(false);
  });
});

describe('severities', () => {
  it('of an event are never more than its type can be', () => {
    for (const event of [exited(true), exited(false)]) {
      for (const least of SEVERITIES) if (isAtLeast(severityOf(event), least)) expect(typesFrom(least)).toContain(event.type);
    }
    expect(typesFrom('detail')).toHaveLength(EVENT_TYPES.length);
  });

  it('of a type of a later daemon are those of a notice', () => {
    expect(severityOf({ type: 'process.teleported', at } as unknown as EventDto)).toBe('notice');
  });
});
