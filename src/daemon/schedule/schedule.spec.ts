import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CronjobStatusDto, CronRunDto } from '#contract';
import { type Clock, systemClock } from '#core';
import { TestDaemon, until } from '../fixtures/test-daemon.js';
import { CLOCK } from '../slots/index.js';

const daemons: TestDaemon[] = [];
afterEach(async () => {
  await Promise.all(daemons.splice(0).map((daemon) => daemon.close()));
});

const SERVER = '[server]\nlisten = "127.0.0.1:0"\n[history]\nmax_runs = 5\n';
const job = (fields: string, name = 'job'): string => `[[processes]]\ntype = "cronjob"\n[processes.spec]\nname = "${name}"\n${fields}\n`;

async function started(toml: string): Promise<TestDaemon> {
  const daemon = await TestDaemon.start(SERVER + toml);
  daemons.push(daemon);
  return daemon;
}

async function history(daemon: TestDaemon): Promise<CronRunDto[]> {
  return (await daemon.get('/api/cronjobs/job/history')).body as CronRunDto[];
}

async function status(daemon: TestDaemon): Promise<CronjobStatusDto> {
  return (await daemon.get('/api/cronjobs/job')).body as CronjobStatusDto;
}

async function isRunning(daemon: TestDaemon, process: string): Promise<boolean> {
  const answer = await daemon.get(`/api/status?name=${process}`);
  return answer.status === 200 && (answer.body as { running: boolean }).running;
}

describe('cronjobs', () => {
  it('run at their ticks, not at boot, and remember how it went', async () => {
    const daemon = await started(job('schedule = "@every 200ms"\ncommand = "sh -c \'exit 3\'"'));
    expect(await history(daemon)).toEqual([]);
    await until(async () => (await history(daemon)).filter(({ result }) => result === 'failed').length >= 2);
    expect((await history(daemon)).at(-1)).toMatchObject({ result: 'failed', exit_code: 3, process: 'job', trigger: 'schedule', ticks: 1 });
    expect((await daemon.get('/api/cronjobs')).body).toMatchObject([{ name: 'job', schedule: '@every 200ms', suspended: false }]);
    expect(await daemon.get('/api/cronjobs/jog')).toMatchObject({
      status: 404,
      body: { code: 'PROVISR_CRONJOB_NOT_FOUND', hint: 'did you mean "job"?' },
    });
  });

  it('tell when they run next, in their time zone', async () => {
    const daemon = await started(job('schedule = "30 4 * * *"\ntime_zone = "Asia/Kolkata"\ncommand = "true"\nstarting_deadline = "5m"'));
    const told = await status(daemon);
    expect(told).toMatchObject({ time_zone: 'Asia/Kolkata', starting_deadline: '5m0s', last_run: null, running: [] });
    expect(told.next_runs).toHaveLength(5);
    expect(told.next_runs[0]).toBe(told.next_run_at);
    for (const at of told.next_runs) expect(at).toContain('T23:00:00.000Z');
  });

  it('do not overlap unless they may', async () => {
    const daemon = await started(job('schedule = "@every 100ms"\ncommand = "sleep 1000"'));
    await until(async () => (await history(daemon)).some(({ result, ticks }) => result === 'skipped' && ticks > 1));
    expect(await history(daemon)).toHaveLength(2);
    const { running, last_run } = await status(daemon);
    expect([running, last_run?.result]).toEqual([['job'], null]);
    expect(await daemon.post('/api/cronjobs/job/trigger')).toMatchObject({ status: 409 });
  });

  it('overlap with Allow, each run under a name of its own', async () => {
    const daemon = await started(job('schedule = "@every 1h"\ncommand = "sleep 1000"\nconcurrency_policy = "Allow"'));
    for (const expected of ['job', 'job-2', 'job-3']) {
      expect((await daemon.post('/api/cronjobs/job/trigger')).body.run.process).toBe(expected);
    }
    await until(async () => (await daemon.get('/api/processes')).body.filter((each: { running: boolean }) => each.running).length === 3);
    await daemon.post('/api/stop?name=job-2');
    await until(async () => (await daemon.get('/api/processes')).body.length === 2);
    expect((await status(daemon)).running).toEqual(['job', 'job-3']);
  });

  it('make room with Replace, also for a run that was asked for, and for none twice', async () => {
    const fields = 'schedule = "@every 1h"\ncommand = "sleep 1000"\nconcurrency_policy = "Replace"';
    const daemon = await started(job(fields));
    await daemon.post('/api/cronjobs/job/trigger');
    await Promise.all([1, 2, 3].map(() => daemon.post('/api/cronjobs/job/trigger')));
    await daemon.post('/api/cronjobs/job/trigger');
    expect((await status(daemon)).running).toEqual(['job']);
    const runs = await history(daemon);
    expect(runs[0]).toMatchObject({ result: null, process: 'job' });
    for (const run of runs.slice(1)) expect(run).toMatchObject({ result: 'stopped', reason: 'it made room for the next run' });
  });

  it('pass while suspended, and run when triggered all the same', async () => {
    const daemon = await started(job('schedule = "@every 100ms"\ncommand = "true"\nsuspend = true'));
    expect(await status(daemon)).toMatchObject({ suspended: true, next_run_at: null, next_runs: [] });
    expect((await daemon.post('/api/cronjobs/job/trigger')).body).toMatchObject({ ok: true, run: { trigger: 'manual', process: 'job' } });
    await until(async () => (await history(daemon))[0]?.result === 'succeeded');
    expect(await history(daemon)).toHaveLength(1);
    expect((await daemon.post('/api/cronjobs/job/resume')).body.cronjob.suspended).toBe(false);
    await until(async () => (await history(daemon)).length >= 2);
    await daemon.post('/api/cronjobs/job/suspend');
  });

  it('count what an operator does with their process', async () => {
    const daemon = await started(job('schedule = "@every 1h"\ncommand = "sleep 1000"'));
    await daemon.post('/api/cronjobs/job/trigger');
    await until(() => isRunning(daemon, 'job'));
    await daemon.post('/api/stop?name=job');
    await until(async () => (await history(daemon))[0]?.result === 'stopped');
    await daemon.post('/api/start?name=job');
    expect((await status(daemon)).running).toEqual(['job']);
    expect((await daemon.post('/api/cronjobs/job/trigger')).status).toBe(409);
    expect(await history(daemon)).toHaveLength(2);
  });

  it('that end well but leave somebody behind have ended well', async () => {
    const daemon = await started(job('schedule = "@every 1h"\ncommand = "sh -c \'sleep 1000 & exit 0\'"'));
    await daemon.post('/api/cronjobs/job/trigger');
    await until(async () => (await history(daemon))[0]?.result === 'succeeded');
  });

  it('whose program is not there have failed, and say why', async () => {
    const daemon = await started(job('schedule = "@every 1h"\ncommand = "/nowhere/at-all"'));
    await daemon.post('/api/cronjobs/job/trigger');
    await until(async () => (await history(daemon))[0]?.result === 'failed');
    expect((await history(daemon))[0]?.reason).toContain('/nowhere/at-all');
    await daemon.post('/api/cronjobs/job/trigger');
    await until(async () => (await history(daemon)).length === 2 && (await history(daemon))[0]?.result === 'failed');
  });
});

describe('when the time of day is set, or the machine wakes up', () => {
  const YEARLY = 'schedule = "0 0 1 1 *"\ncommand = "true"\n';

  async function jumped(fields: string): Promise<TestDaemon> {
    let aheadMs = 0;
    // Timers look often, so that nobody waits for them here.
    const clock: Clock = {
      ...systemClock,
      epochMs: () => Date.now() + aheadMs,
      arm: (ms, fire) => systemClock.arm(Math.min(ms, 20), fire),
    };
    const daemon = await TestDaemon.start(SERVER + job(YEARLY + fields), {}, { overrides: [{ provide: CLOCK, useValue: clock }] });
    daemons.push(daemon);
    await until(async () => (await status(daemon)).next_run_at !== null);
    const next = Date.parse((await status(daemon)).next_run_at ?? '');
    aheadMs = next - Date.now() + 3 * 3_600_000;
    return daemon;
  }

  it('what was due meanwhile runs once', async () => {
    const daemon = await jumped('');
    await until(async () => (await history(daemon))[0]?.result === 'succeeded');
    expect(await history(daemon)).toMatchObject([{ trigger: 'schedule', due_at: expect.stringMatching(/-01-01T/) }]);
  });

  it('unless it is later than its deadline', async () => {
    const daemon = await jumped('starting_deadline = "1h"');
    await until(async () => (await history(daemon)).length > 0);
    expect(await history(daemon)).toMatchObject([
      { result: 'skipped', started_at: null, reason: expect.stringContaining('starting_deadline') },
    ]);
  });
});

describe('a reload', () => {
  const reload = async (daemon: TestDaemon, toml: string): Promise<void> => {
    await writeFile(join(daemon.directory, 'config.toml'), SERVER + toml);
    expect((await daemon.post('/api/reload')).status).toBe(200);
  };
  const LONG = 'command = "sleep 1000"';

  it('makes the next run what the definition says by then', async () => {
    const daemon = await started(job('schedule = "@every 100ms"\ncommand = "true"'));
    await until(async () => (await history(daemon)).length >= 1);
    const proof = join(daemon.directory, 'proof');
    await reload(daemon, job(`schedule = "@every 100ms"\ncommand = "touch ${proof}"`));
    await until(() => existsSync(proof));
    expect((await history(daemon)).length).toBeGreaterThan(1);
  });

  it('changes the schedule under a run that goes on', async () => {
    const daemon = await started(job(`schedule = "@every 1h"\n${LONG}`));
    await daemon.post('/api/cronjobs/job/trigger');
    await until(() => isRunning(daemon, 'job'));
    const pid = async (): Promise<unknown> => (await daemon.get('/api/status?name=job')).body.pid;
    const before = await pid();
    await reload(daemon, job(`schedule = "@every 100ms"\n${LONG}`));
    await until(async () => (await history(daemon)).some(({ reason }) => reason === 'the run before has not ended'));
    expect(await pid()).toBe(before);
    expect((await status(daemon)).schedule).toBe('@every 100ms');
    expect((await history(daemon)).filter(({ result }) => result === null)).toHaveLength(1);
  });

  it('stops the run of a cronjob that is gone, and leaves nothing of it', async () => {
    const daemon = await started(
      job(`schedule = "@every 1h"\ncommand = "sh -c 'trap \\"touch asked; exit 0\\" TERM; sleep 1000 & wait'"\nwork_dir = "."`),
    );
    await daemon.post('/api/cronjobs/job/trigger');
    await until(() => isRunning(daemon, 'job'));
    await reload(daemon, '');
    expect((await daemon.get('/api/cronjobs')).body).toEqual([]);
    expect((await daemon.get('/api/processes')).body).toEqual([]);
    expect(existsSync(join(daemon.directory, 'run/cron/job.json'))).toBe(false);
  });

  it('lets a process take the name of a cronjob, and the other way round', async () => {
    const process = `[[processes]]\n[processes.spec]\nname = "job"\n${LONG}\n`;
    const daemon = await started(job(`schedule = "@every 1h"\ncommand = "true"`));
    await daemon.post('/api/cronjobs/job/trigger');
    await until(async () => (await history(daemon))[0]?.result === 'succeeded');
    await reload(daemon, process);
    await until(() => isRunning(daemon, 'job'));
    await reload(daemon, job(`schedule = "@every 1h"\n${LONG}`));
    expect(await isRunning(daemon, 'job')).toBe(false);
    expect(await history(daemon)).toEqual([]);
  });
});

describe('after a restart of the daemon', () => {
  async function restarted(daemon: TestDaemon, toml: string): Promise<TestDaemon> {
    daemons.splice(daemons.indexOf(daemon), 1);
    await daemon.daemon.close();
    const next = await TestDaemon.startIn(daemon.directory, SERVER + toml);
    daemons.push(next);
    await next.daemon.booted;
    return next;
  }

  it('nothing is kept of cronjobs that are gone', async () => {
    const daemon = await started(job('schedule = "@every 1h"\ncommand = "true"'));
    await until(async () => (await status(daemon)).name === 'job');
    const next = await restarted(daemon, job('schedule = "@every 1h"\ncommand = "true"', 'other'));
    expect((await readdir(join(next.directory, 'run/cron'))).toSorted()).toEqual(['other.json']);
  });

  it('the history is there, and a suspension by an operator holds', async () => {
    const toml = job('schedule = "@every 1h"\ncommand = "true"');
    const daemon = await started(toml);
    await daemon.post('/api/cronjobs/job/trigger');
    await until(async () => (await history(daemon))[0]?.result === 'succeeded');
    await daemon.post('/api/cronjobs/job/suspend');
    const before = await history(daemon);
    const next = await restarted(daemon, toml);
    expect(await history(next)).toEqual(before);
    expect((await status(next)).suspended).toBe(true);
  });

  it('a run that was stopped with the daemon is in the history, and does not run again', async () => {
    const toml = job('schedule = "@every 1h"\ncommand = "sleep 1000"\nstarting_deadline = "1h"');
    const daemon = await started(toml);
    await daemon.post('/api/cronjobs/job/trigger');
    await until(() => isRunning(daemon, 'job'));
    const next = await restarted(daemon, toml);
    expect(await history(next)).toMatchObject([{ result: 'stopped', trigger: 'manual' }]);
    expect((await status(next)).running).toEqual([]);
  });

  it('a tick that was missed meanwhile is made up for within its deadline, once', async () => {
    const toml = (deadline: string): string => job(`schedule = "0 0 1 1 *"\ncommand = "true"\n${deadline}`);
    const daemon = await started(toml(''));
    await until(async () => (await status(daemon)).name === 'job');
    const state = join(daemon.directory, 'run/cron/job.json');
    const longAgo = async (): Promise<void> => {
      const { settledUntil, ...rest } = JSON.parse(await readFile(state, 'utf8')) as { settledUntil: number };
      await writeFile(state, JSON.stringify({ ...rest, settledUntil: settledUntil - 400 * 24 * 3_600_000 }));
    };
    await daemon.daemon.close();
    await longAgo();
    const without = await restarted(daemon, toml(''));
    expect(await history(without)).toEqual([]);
    await without.daemon.close();
    await longAgo();
    const late = await restarted(without, toml('starting_deadline = "1h"'));
    expect(await history(late)).toMatchObject([{ result: 'skipped', reason: expect.stringContaining('starting_deadline') }]);
    await late.daemon.close();
    await longAgo();
    const intime = await restarted(late, toml('starting_deadline = "10000h"'));
    await until(async () => (await history(intime))[0]?.result === 'succeeded');
    expect((await history(intime))[0]).toMatchObject({ trigger: 'schedule', due_at: expect.stringMatching(/-01-01T/) });
    const again = await restarted(intime, toml('starting_deadline = "10000h"'));
    expect(await history(again)).toHaveLength(1);
  });
});
