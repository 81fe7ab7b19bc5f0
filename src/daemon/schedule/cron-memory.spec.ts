import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CronjobSpec } from '#contract';
import { FakeClock, type ScratchDirectory, scratchDirectory } from '#testing';
import { CronMemory } from './cron-memory.js';
import { begunRun, type CronRun } from './cron-run.js';

const MAX_RUNS = 3;
const START = Date.parse('2026-11-23T10:00:00Z');

let scratch: ScratchDirectory;
let clock: FakeClock;
let reports: string[];

beforeEach(() => {
  scratch = scratchDirectory('memory');
  clock = new FakeClock(START);
  reports = [];
});
afterEach(() => scratch.remove());

const directory = (): string => join(scratch.path, 'cron');
const memoryOf = (spec: Partial<CronjobSpec> = {}): CronMemory =>
  new CronMemory({ name: 'job', scheduleText: '@hourly', timeZone: null, suspended: false, ...spec } as CronjobSpec, {
    directory: directory(),
    maxRuns: MAX_RUNS,
    clock,
    report: (message) => void reports.push(message),
  });

function ran(memory: CronMemory, dueAt: number): CronRun {
  const run = begunRun(dueAt, 'schedule', 'job', dueAt + 1);
  memory.settle(dueAt);
  memory.begin(run);
  const ended: CronRun = { ...run, endedAt: dueAt + 5, result: 'succeeded', exit: { code: 0, signal: null, error: null } };
  memory.end(run, ended);
  return ended;
}

describe('the memory of a cronjob', () => {
  it('outlives the daemon: runs that ended, runs under way, what was decided', () => {
    const before = memoryOf();
    const ended = ran(before, START + 1000);
    const begun = begunRun(START + 2000, 'schedule', 'job', START + 2001);
    before.settle(START + 2000);
    before.begin(begun);
    const after = memoryOf();
    expect(after.history).toEqual([begun, ended]);
    expect(after.running).toEqual([begun]);
    expect(after.past).toMatchObject({ anchorAt: START + 2000, settledUntil: START + 2000 });
    after.end(begun, { ...begun, endedAt: START + 9000, result: 'unknown' });
    expect(memoryOf().history.map(({ result }) => result)).toEqual(['unknown', 'succeeded']);
  });

  it('keeps the latest runs, and no more of them in its file than twice as many', () => {
    const memory = memoryOf();
    for (let run = 1; run <= 20; run += 1) {
      ran(memory, START + run);
      expect(readFileSync(join(directory(), 'job.runs.jsonl'), 'utf8').split('\n').length - 1).toBeLessThanOrEqual(2 * MAX_RUNS);
    }
    expect(memory.history.map(({ dueAt }) => dueAt - START)).toEqual([20, 19, 18]);
    expect(memoryOf().history).toEqual(memory.history);
    for (const file of readdirSync(directory())) expect(statSync(join(directory(), file)).mode & 0o777).toBe(0o600);
  });

  it('makes ticks that are skipped for the same reason one entry', () => {
    const memory = memoryOf();
    for (let tick = 1; tick <= 5; tick += 1) memory.skip(START + tick, 'the run before has not ended');
    memory.skip(START + 6, 'too late');
    ran(memory, START + 7);
    memory.skip(START + 8, 'too late');
    const told = (some: CronMemory): unknown[] => some.history.map(({ result, ticks, dueAt }) => [result, ticks, dueAt - START]);
    expect(told(memory)).toEqual([
      ['skipped', 1, 8],
      ['succeeded', 1, 7],
      ['skipped', 1, 6],
    ]);
    const quiet = memoryOf({ name: 'quiet' });
    for (let tick = 1; tick <= 5; tick += 1) quiet.skip(START + tick, 'the run before has not ended');
    expect(told(quiet)).toEqual([['skipped', 5, 5]]);
  });

  it('knows after a restart that a skipped tick was decided', () => {
    const memory = memoryOf();
    memory.settle(START + 7);
    memory.skip(START + 7, 'the run before has not ended');
    expect(memoryOf().past.settledUntil).toBe(START + 7);
  });

  it('does not begin a run anew that was noted as ended when the daemon was killed', () => {
    const memory = memoryOf();
    const run = begunRun(START + 1, 'schedule', 'job', START + 2);
    memory.begin(run);
    const stateBefore = readFileSync(join(directory(), 'job.json'));
    memory.end(run, { ...run, endedAt: START + 3, result: 'succeeded' });
    writeFileSync(join(directory(), 'job.json'), stateBefore);
    expect(memoryOf().history).toMatchObject([{ result: 'succeeded' }]);
  });

  it.each(['', '{', 'null', '[]', '{"version":2}', '{"version":1,"running":[],"suspend":{"actual":true}}'])(
    'begins anew from a state of %j',
    (text) => {
      memoryOf();
      writeFileSync(join(directory(), 'job.json'), text);
      expect(memoryOf().past).toMatchObject({ anchorAt: START, settledUntil: START });
      expect(reports).toEqual([]);
    },
  );

  it('loses nothing but the torn line of a journal', () => {
    ran(memoryOf(), START + 1);
    appendFileSync(join(directory(), 'job.runs.jsonl'), '{"dueAt":17');
    const memory = memoryOf();
    ran(memory, START + 2);
    expect(memoryOf().history.map(({ dueAt }) => dueAt - START)).toEqual([2, 1]);
  });

  it('says once when it cannot be written, and goes on', () => {
    const memory = memoryOf();
    rmSync(directory(), { recursive: true });
    writeFileSync(directory(), 'in the way');
    ran(memory, START + 1);
    ran(memory, START + 2);
    expect(memory.history).toHaveLength(2);
    expect(reports).toEqual([expect.stringContaining('cannot be kept')]);
    rmSync(directory());
    mkdirSync(directory());
    ran(memory, START + 3);
    expect(memoryOf().history).toHaveLength(3);
  });

  it('leaves nothing behind when it is to forget', () => {
    const memory = memoryOf();
    ran(memory, START + 1);
    memory.forget();
    expect(readdirSync(directory())).toEqual([]);
  });
});

describe('a suspension', () => {
  it('by an operator holds through a restart and a changed definition', () => {
    memoryOf().suspend(true);
    expect(memoryOf().isSuspended).toBe(true);
    const again = memoryOf({ scheduleText: '@daily' });
    expect(again.isSuspended).toBe(true);
    again.suspend(false);
    expect(memoryOf({ scheduleText: '@daily' }).isSuspended).toBe(false);
  });

  it('leaves nothing to be made up for', () => {
    memoryOf({ suspended: true });
    clock.advance(60_000);
    expect(memoryOf({ suspended: false }).past.settledUntil).toBe(START + 60_000);
    clock.advance(60_000);
    expect(memoryOf({ suspended: false }).past.settledUntil).toBe(START + 60_000);
  });

  it('gives way when the definition says something else than before', () => {
    memoryOf({ suspended: true }).suspend(false);
    expect(memoryOf({ suspended: true }).isSuspended).toBe(false);
    expect(memoryOf({ suspended: false }).isSuspended).toBe(false);
    expect(memoryOf({ suspended: true }).isSuspended).toBe(true);
  });
});

describe('another schedule', () => {
  it('counts from when it is defined; past runs stay', () => {
    const memory = memoryOf();
    ran(memory, START - 5000);
    clock.advance(60_000);
    memory.redefine({ name: 'job', scheduleText: '@every 5s', timeZone: null, suspended: false } as CronjobSpec);
    expect(memory.past).toMatchObject({ anchorAt: START + 60_000, settledUntil: START + 60_000 });
    expect(memory.history).toHaveLength(1);
  });
});
