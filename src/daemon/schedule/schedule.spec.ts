import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SchedulerRegistry } from '@nestjs/schedule';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock, Timer } from '#core';
import type { CronjobSpec } from '#contract';
import { TestDaemon, until } from '../fixtures/test-daemon.js';
import { startTicker } from './ticker.js';

/** Time that moves when it is told to. */
class ManualClock implements Clock {
  now = 1_000_000;
  readonly #armed = new Set<{ at: number; fire: () => void }>();
  monotonicMs = (): number => this.now;
  epochMs = (): number => this.now;

  arm(delayMs: number, fire: () => void): Timer {
    const entry = { at: this.now + delayMs, fire };
    this.#armed.add(entry);
    return { disarm: () => void this.#armed.delete(entry) };
  }

  advance(ms: number, step = ms): void {
    const end = this.now + ms;
    while (this.now < end) {
      this.now = Math.min(end, this.now + step);
      for (const entry of [...this.#armed].filter(({ at }) => at <= this.now)) {
        this.#armed.delete(entry);
        entry.fire();
      }
    }
  }
}

const spec = (schedule: CronjobSpec['schedule'], timeZone: string | null = null): CronjobSpec =>
  ({ name: 'job', schedule, timeZone }) as unknown as CronjobSpec;

describe('ticks', () => {
  it('of @every come at a fixed distance, not at once, and those slept through are one', () => {
    const clock = new ManualClock();
    const ticks: number[] = [];
    const ticker = startTicker(spec({ kind: 'every', intervalMs: 1000 }), { clock, registry: new SchedulerRegistry() }, (dueAt) =>
      ticks.push(dueAt - 1_000_000),
    );
    expect(ticks).toEqual([]);
    clock.advance(2500, 100);
    expect(ticks).toEqual([1000, 2000]);
    clock.advance(5200);
    expect(ticks).toEqual([1000, 2000, 3000]);
    expect(ticker.nextAt).toBe(1_000_000 + 8000);
    clock.advance(300);
    expect(ticks).toEqual([1000, 2000, 3000, 8000]);
    ticker.stop();
    clock.advance(5000);
    expect(ticks).toHaveLength(4);
  });

  it('of an expression follow its time zone and are seen in the registry of Nest', () => {
    const registry = new SchedulerRegistry();
    const ticker = startTicker(
      spec({ kind: 'cron', expression: '30 4 * * *' }, 'Asia/Kolkata'),
      { clock: new ManualClock(), registry },
      () => undefined,
    );
    const next = new Date(ticker.nextAt);
    expect([next.getUTCHours(), next.getUTCMinutes()]).toEqual([23, 0]);
    expect([...registry.getCronJobs().keys()]).toEqual(['provisr:job']);
    ticker.stop();
    expect(registry.getCronJobs().size).toBe(0);
  });
});

const daemons: TestDaemon[] = [];
afterEach(async () => {
  await Promise.all(daemons.splice(0).map((daemon) => daemon.close()));
});

const SERVER = '[server]\nlisten = "127.0.0.1:0"\n[history]\nmax_runs = 5\n';
const job = (fields: string, name = 'job'): string => `[[processes]]\ntype = "cronjob"\n[processes.spec]\nname = "${name}"\n${fields}\n`;

async function started(toml: string): Promise<TestDaemon> {
  const daemon = await TestDaemon.start(SERVER + toml);
  daemons.push(daemon);
  await daemon.daemon.booted;
  return daemon;
}

interface Run {
  result: string | null;
  exit_code: number | null;
  process: string | null;
  trigger: string;
}

async function history(daemon: TestDaemon): Promise<Run[]> {
  return (await daemon.get('/api/cronjobs/job/history')).body as Run[];
}

describe('cronjobs', () => {
  it('run at their ticks, not at boot, and remember how it went', async () => {
    const daemon = await started(job('schedule = "@every 200ms"\ncommand = "sh -c \'exit 3\'"'));
    expect(await history(daemon)).toEqual([]);
    await until(async () => (await history(daemon)).filter(({ result }) => result === 'failed').length >= 2);
    expect((await history(daemon)).at(-1)).toMatchObject({ result: 'failed', exit_code: 3, process: 'job', trigger: 'schedule' });
    expect((await daemon.get('/api/cronjobs')).body).toMatchObject([{ name: 'job', schedule: '@every 200ms', suspended: false }]);
    expect(await daemon.get('/api/cronjobs/jog')).toMatchObject({
      status: 404,
      body: { code: 'PROVISR_CRONJOB_NOT_FOUND', hint: 'did you mean "job"?' },
    });
  });

  it('do not overlap unless they may', async () => {
    const daemon = await started(job('schedule = "@every 100ms"\ncommand = "sleep 1000"'));
    await until(async () => (await history(daemon)).some(({ result }) => result === 'skipped'));
    expect((await daemon.get('/api/cronjobs/job')).body.running).toEqual(['job']);
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
    expect((await daemon.get('/api/cronjobs/job')).body.running).toEqual(['job', 'job-3']);
  });

  it('make room with Replace', async () => {
    const daemon = await started(job('schedule = "@every 150ms"\ncommand = "sleep 1000"\nconcurrency_policy = "Replace"'));
    await until(async () => (await history(daemon)).some(({ result }) => result === 'stopped'));
    expect((await daemon.get('/api/cronjobs/job')).body.running.length).toBeLessThanOrEqual(1);
  });

  it('pass while suspended, and run when triggered all the same', async () => {
    const daemon = await started(job('schedule = "@every 100ms"\ncommand = "true"\nsuspend = true'));
    expect((await daemon.get('/api/cronjobs/job')).body).toMatchObject({ suspended: true, next_run_at: null });
    expect((await daemon.post('/api/cronjobs/job/trigger')).body).toMatchObject({ ok: true, run: { trigger: 'manual', process: 'job' } });
    await until(async () => (await history(daemon))[0]?.result === 'succeeded');
    expect(await history(daemon)).toHaveLength(1);
    expect((await daemon.post('/api/cronjobs/job/resume')).body.cronjob.suspended).toBe(false);
    await until(async () => (await history(daemon)).length >= 2);
    await daemon.post('/api/cronjobs/job/suspend');
  });

  it('follow a reload: changed ones run as they are now, removed ones are forgotten', async () => {
    const daemon = await started(job('schedule = "@every 100ms"\ncommand = "true"'));
    await until(async () => (await history(daemon)).length >= 1);
    const config = join(daemon.directory, 'config.toml');
    await writeFile(config, SERVER + job(`schedule = "@every 100ms"\ncommand = "touch ${join(daemon.directory, 'proof')}"`));
    expect((await daemon.post('/api/reload')).status).toBe(200);
    await until(async () =>
      readFile(join(daemon.directory, 'proof')).then(
        () => true,
        () => false,
      ),
    );
    await writeFile(config, SERVER);
    await daemon.post('/api/reload');
    expect((await daemon.get('/api/cronjobs')).body).toEqual([]);
    await until(async () => (await daemon.get('/api/processes')).body.length === 0);
  });
});
