import { describe, expect, it } from 'vitest';
import type { ProcessEvent } from '#core';
import type { DaemonEvent } from '../api/daemon-event.dto.js';
import { EVENT_TYPES, fromEvent } from './event.mapper.js';

const ABOUT = { process: 'web-1', base: 'web', at: Date.parse('2026-01-31T12:00:00.5Z') };
const WIRE = { process: 'web-1', base: 'web', at: '2026-01-31T12:00:00.500Z' };

const CASES: readonly [ProcessEvent, object][] = [
  [
    { ...ABOUT, type: 'process.state', from: 'starting', to: 'running', pid: 7, cause: 'boot' },
    { type: 'process.state', from: 'starting', to: 'running', pid: 7, cause: 'boot' },
  ],
  [
    { ...ABOUT, type: 'process.spawned', pid: 7, attempt: 2 },
    { type: 'process.spawned', pid: 7, attempt: 2 },
  ],
  [
    { ...ABOUT, type: 'process.started', pid: 7, tookMs: 1234.56, automatic: true },
    { type: 'process.started', pid: 7, took_seconds: 1.235, automatic: true },
  ],
  [
    { ...ABOUT, type: 'process.adopted', pid: 7 },
    { type: 'process.adopted', pid: 7 },
  ],
  [
    { ...ABOUT, type: 'process.exited', pid: 7, exit: { code: 3, signal: null, error: null }, ranMs: 10, expected: false },
    {
      type: 'process.exited',
      pid: 7,
      exit_code: 3,
      exit_signal: null,
      exit_error: null,
      failure: null,
      oom_killed: false,
      ran_seconds: 0.01,
      expected: false,
    },
  ],
  [
    { ...ABOUT, type: 'process.asked', what: 'stop', cause: 'operator', by: { name: 'ann', role: 'operator', via: 'token' } },
    { type: 'process.asked', what: 'stop', cause: 'operator', by: { name: 'ann', role: 'operator', via: 'token' } },
  ],
  [
    { ...ABOUT, type: 'process.changed', keys: ['command'], restarts: true, cause: 'reload', by: null },
    { type: 'process.changed', keys: ['command'], restarts: true, cause: 'reload', by: null },
  ],
  [
    { ...ABOUT, type: 'process.backed-off', delayMs: 500, failures: 1 },
    { type: 'process.backed-off', delay_seconds: 0.5, failures: 1 },
  ],
  [
    { ...ABOUT, type: 'process.gave-up', failures: 3, attempts: 0, reason: 'too often' },
    { type: 'process.gave-up', failures: 3, attempts: 0, reason: 'too often' },
  ],
  [
    { ...ABOUT, type: 'process.killed', pid: 7, afterMs: 10_000 },
    { type: 'process.killed', pid: 7, after_seconds: 10 },
  ],
  [
    { ...ABOUT, type: 'process.stopped', cause: 'operator' },
    { type: 'process.stopped', cause: 'operator' },
  ],
  [
    { ...ABOUT, type: 'process.log-degraded', stream: 'stdout', reason: 'disk full' },
    { type: 'process.log-degraded', stream: 'stdout', reason: 'disk full' },
  ],
  [{ ...ABOUT, type: 'process.added' }, { type: 'process.added' }],
  [{ ...ABOUT, type: 'process.removed' }, { type: 'process.removed' }],
];

describe('fromEvent', () => {
  it.each(CASES)('%j in snake_case, times as RFC 3339, durations in seconds', (event, details) => {
    expect(fromEvent(event)).toEqual({ ...WIRE, ...details });
  });

  it('tells what is known of a run that never began', () => {
    const exit = {
      code: null,
      signal: null,
      error: 'cannot execute',
      failure: { kind: 'spawn', errno: 'ENOENT', path: '/nowhere' },
    } as const;
    const event = fromEvent({ ...ABOUT, type: 'process.exited', pid: null, exit, ranMs: 0, expected: false });
    expect(event).toMatchObject({ failure: { kind: 'spawn', errno: 'ENOENT', path: '/nowhere', detector: null } });
  });

  it('takes what happens to the daemon as it is, but for the time', () => {
    const event: DaemonEvent = { type: 'daemon.started', at: ABOUT.at, version: '1.2.3', pid: 7 };
    expect(fromEvent(event)).toEqual({ ...event, at: WIRE.at });
  });

  it('knows every type', () => {
    const ofProcesses = EVENT_TYPES.filter((type) => type.startsWith('process.'));
    expect(CASES.map(([{ type }]) => type).sort()).toEqual([...ofProcesses].sort());
  });
});
