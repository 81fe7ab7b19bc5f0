import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CronjobStatusDto, EventDto, EventOf } from '#contract';
import { type Exit, PROCESS_STATES, type ProcessSpec, type ProcessStatus } from '#core';
import { processSpec } from '#testing';
import { explain, explainIdleCronjob } from './explain.js';
import { Past } from './past.js';
import { whileText } from './wording.js';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const at = (agoMs: number): string => new Date(NOW - agoMs).toISOString();
const ABOUT = { process: 'web', base: 'web' };
const ANN = { name: 'ann', role: 'operator', via: 'token' } as const;

const STATUS: ProcessStatus = {
  name: 'web',
  base: 'web',
  state: 'stopped',
  wanted: false,
  running: false,
  pid: null,
  startedAt: null,
  stoppedAt: null,
  lastExit: null,
  detectedBy: null,
  restarts: 0,
  failures: 0,
  attempt: 0,
  nextRestartAt: null,
  dueInMs: null,
  uptimeMs: null,
  adopted: false,
  problems: [],
};

const CRONJOB: CronjobStatusDto = {
  name: 'web',
  schedule: '@every 1h',
  time_zone: null,
  concurrency_policy: 'Forbid',
  starting_deadline: null,
  suspended: false,
  next_run_at: at(-600_000),
  next_runs: [],
  last_run: null,
  running: [],
};

const asked = (what: 'start' | 'stop' | 'restart', agoMs: number, more: Partial<EventOf<'process.asked'>> = {}): EventDto => ({
  ...ABOUT,
  type: 'process.asked',
  at: at(agoMs),
  what,
  cause: 'operator',
  by: ANN,
  ...more,
});

function exited(agoMs: number, more: Partial<EventOf<'process.exited'>> = {}): EventDto {
  const how = { exit_code: 3, exit_signal: null, exit_error: null, failure: null, oom_killed: false };
  return { ...ABOUT, type: 'process.exited', at: at(agoMs), pid: 7, ran_seconds: 0.1, expected: false, ...how, ...more };
}

const exit = (more: Partial<Exit>): Exit => ({ code: null, signal: null, error: null, ...more });

interface Case {
  readonly status: Partial<ProcessStatus>;
  readonly spec?: Partial<ProcessSpec>;
  readonly events: readonly EventDto[];
  readonly cronjob?: CronjobStatusDto;
}

function why({ status, spec = {}, events, cronjob }: Case): ReturnType<typeof explain> {
  const past = new Past(new Map(events.map((event) => [event.type, event])));
  return explain({
    status: { ...STATUS, ...status },
    spec: { ...processSpec('web', '/run/web.pid'), ...spec },
    past,
    cronjob: cronjob ?? null,
    now: NOW,
  });
}

describe('why', () => {
  it('tells of a crash with its code, the rule that restarts it, and when', () => {
    const { summary, steps, next } = why({
      status: { state: 'backoff', wanted: true, failures: 4, lastExit: exit({ code: 3 }), dueInMs: 8_200 },
      spec: {
        autoRestart: 'always',
        restartIntervalMs: 1_000,
        restartStrategy: 'exponential',
        restartBackoff: 2,
        restartResetMs: 10_000,
        maxRestarts: 0,
      },
      events: [asked('start', 60_000), exited(1_000)],
    });
    expect(summary).toBe(
      'web is waiting for its next attempt: it ended with exit code 3; retry 4 in 8.2 s; the counter resets after 10 s of uptime',
    );
    expect(steps).toEqual([
      { kind: 'order', at: at(60_000), text: 'ann (operator, by token) asked for a start', by: ANN },
      { kind: 'exit', at: at(1_000), text: 'it ended with exit code 3 after 100 ms; exit_codes expects 0', by: null },
      {
        kind: 'policy',
        at: null,
        text: 'auto_restart = true restarts it after a wait of 1 s, times 2 for each further failure in a row; failure 4 in a row, max_restarts = 0 never gives up',
        by: null,
      },
    ]);
    expect(next).toMatchObject({ what: 'restart', at: at(-8_200), in_seconds: 8.2 });
  });

  it.each<[string, Partial<Exit>, string, RegExp]>([
    ['a signal', { signal: 'SIGSEGV' }, 'signal', /killed by SIGSEGV after 100 ms/],
    ['the kernel that is out of memory', { signal: 'SIGKILL', oomKilled: true }, 'out-of-memory', /because memory ran out \(SIGKILL\)/],
    [
      'a program that is not there',
      { error: 'cannot execute "/no": no such file', failure: { kind: 'spawn', errno: 'ENOENT', path: '/no' } },
      'failed-start',
      /could not be executed: cannot execute "\/no": no such file \(ENOENT\)/,
    ],
    [
      'detectors that lost it',
      { error: 'x', failure: { kind: 'lost', detector: 'pidfile:/p' } },
      'detector-loss',
      /no detector .*pidfile:\/p had/,
    ],
    ['an end that nobody saw', { error: 'x', failure: { kind: 'unseen' } }, 'unseen-end', /no daemon was there/],
  ])('tells of %s', (_name, how, kind, text) => {
    const { steps, summary } = why({ status: { state: 'failed', lastExit: exit(how) }, events: [exited(0, { exit_code: null })] });
    expect(steps.find((step) => step.kind === kind)?.text).toMatch(text);
    expect(summary).toMatch(/^web is failed: .*, and auto_restart = false does not restart it$/);
  });

  it('tells after how many attempts or restarts it was given up', () => {
    const gaveUp = (failures: number, attempts: number): EventDto => ({
      ...ABOUT,
      type: 'process.gave-up',
      at: at(0),
      failures,
      attempts,
      reason: '',
    });
    const of = (event: EventDto, spec: Partial<ProcessSpec>): string | undefined =>
      why({ status: { state: 'failed', lastExit: exit({ code: 1 }) }, spec, events: [exited(0, { exit_code: 1 }), event] }).steps.at(-1)
        ?.text;
    expect(of(gaveUp(0, 3), { retryCount: 2 })).toBe('the daemon gave up after 3 attempts of the start (retry_count = 2)');
    expect(of(gaveUp(5, 0), { maxRestarts: 5 })).toBe('the daemon gave up after 5 restarts in a row (max_restarts = 5)');
  });

  it('tells who stopped it, what changed for a restart, and of the retry that comes', () => {
    expect(
      why({ status: { lastExit: exit({ signal: 'SIGTERM' }) }, events: [asked('stop', 100), exited(50, { expected: true })] }),
    ).toMatchObject({
      summary: 'web is stopped: ann (operator, by token) asked for a stop',
      next: { what: 'nothing', text: 'it stays down until somebody starts it' },
    });
    const changed: EventDto = {
      ...ABOUT,
      type: 'process.changed',
      at: at(100),
      keys: ['command'],
      restarts: true,
      cause: 'reload',
      by: ANN,
    };
    const running = { state: 'running', running: true, pid: 9, startedAt: NOW, uptimeMs: 0 } as const;
    const { summary, steps } = why({ status: running, events: [changed, asked('restart', 100, { cause: 'reload' })] });
    expect(summary).toBe('web is running as 9: a reload that ann (operator, by token) asked for made the daemon restart it');
    expect(steps.map(({ kind, text }) => `${kind}: ${text}`)).toContain('change: command changed, which takes a restart');
    const retry = why({
      status: { state: 'backoff', attempt: 2, dueInMs: 500, lastExit: exit({ code: 1 }) },
      spec: { retryCount: 3 },
      events: [],
    });
    expect(retry.next).toMatchObject({ what: 'retry', in_seconds: 0.5, text: 'attempt 3 of 4 in 500 ms' });
  });

  it('tells of a cronjob that did not run', () => {
    const skipped: EventDto = { type: 'cron.skipped', at: at(0), cronjob: 'web', due_at: at(0), reason: 'the run before has not ended' };
    const past = new Past(new Map([[skipped.type, skipped]]));
    const text = 'it was due and did not run: the run before has not ended (concurrency_policy = Forbid)';
    expect(explainIdleCronjob(past, CRONJOB, NOW)).toMatchObject({
      state: null,
      steps: [{ kind: 'cron-skip', text }],
      next: { what: 'run', in_seconds: 600, text: 'the cronjob is due in 10 min (@every 1h)' },
    });
    const running = { state: 'running', running: true, pid: 9, startedAt: NOW - 9_000 } as const;
    expect(why({ status: running, events: [asked('start', 9_000), skipped], cronjob: CRONJOB }).summary).toContain(`; ${text}`);
  });

  it('has an answer to everything: whole sentences in order, a moment that fits, and the true end', () => {
    const moment = fc.integer({ min: 0, max: 100_000 });
    const code = fc.integer({ min: 0, max: 255 });
    const end = fc.oneof(
      fc.constant(null),
      code.map((value) => exit({ code: value })),
      fc.constant(exit({ signal: 'SIGKILL', oomKilled: true })),
      fc
        .constantFrom('spawn', 'lost', 'unseen')
        .map((kind) => exit({ error: 'gone', failure: { kind, errno: null, path: null, detector: null } })),
    );
    const status = fc.record({
      state: fc.constantFrom(...PROCESS_STATES),
      running: fc.boolean(),
      pid: fc.option(fc.integer({ min: 1 })),
      startedAt: fc.option(moment.map((ago) => NOW - ago)),
      stoppedAt: fc.option(moment.map((ago) => NOW - ago)),
      lastExit: end,
      failures: fc.nat(9),
      attempt: fc.nat(9),
      dueInMs: fc.option(fc.integer({ min: -100, max: 1e9 })),
      uptimeMs: fc.option(fc.nat()),
      adopted: fc.boolean(),
    });
    const spec = fc.record({
      autoRestart: fc.constantFrom('always' as const, 'never' as const, 'on-failure' as const),
      retryCount: fc.nat(5),
      maxRestarts: fc.nat(5),
      exitCodes: fc.array(code, { maxLength: 2 }),
    });
    const event = fc.tuple(fc.nat(5), moment, fc.boolean()).map(([which, ago, flag]): EventDto => {
      const about = { ...ABOUT, at: at(ago) };
      const by = flag ? ANN : null;
      const all: readonly EventDto[] = [
        asked(flag ? 'start' : 'stop', ago, { by, cause: flag ? 'boot' : 'reload' }),
        exited(ago),
        { ...about, type: 'process.changed', keys: flag ? [] : ['env'], restarts: flag, cause: 'reload', by },
        { ...about, type: 'process.killed', pid: 7, after_seconds: 10 },
        { ...about, type: 'process.gave-up', failures: 1, attempts: 0, reason: '' },
        { ...about, type: 'process.started', pid: 7, took_seconds: 0, automatic: flag },
      ];
      return all[which] as EventDto;
    });
    const facts = fc.record({ status, spec, events: fc.array(event, { maxLength: 8 }), cronjob: fc.constantFrom(undefined, CRONJOB) });
    fc.assert(
      fc.property(facts, ({ cronjob, ...some }) => {
        const { summary, steps, next } = why(cronjob === undefined ? some : { ...some, cronjob });
        for (const text of [summary, next.text, ...steps.map((step) => step.text)]) expect(text).not.toMatch(/undefined|null|NaN|\.$|^$/);
        const moments = steps.flatMap((step) => (step.at === null ? [] : Date.parse(step.at)));
        expect(moments).toEqual([...moments].sort((left, right) => left - right));
        expect(next.at === null).toBe(next.in_seconds === null);
        if (next.at !== null) expect(Date.parse(next.at) - NOW).toBe(Math.round(next.in_seconds! * 1000));
        if (some.status.state === 'failed' && some.status.lastExit?.code != null)
          expect(summary).toContain(`exit code ${some.status.lastExit.code}`);
      }),
    );
  });

  it('says how long as people do', () => {
    expect([0, 499.6, 8_249, 59_949, 59_950, 303_000, 3_600_000, 7_500_000, 180_000_000].map(whileText)).toEqual([
      '0 ms',
      '500 ms',
      '8.2 s',
      '59.9 s',
      '1 min',
      '5 min 3 s',
      '1 h',
      '2 h 5 min',
      '2 d 2 h',
    ]);
  });
});
