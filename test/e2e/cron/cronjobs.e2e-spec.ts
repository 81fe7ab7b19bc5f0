import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CronjobStatusDto, CronRunDto, ProblemDto } from '#contract';
import { ANY_PORT, type CliResult, runCli, type ServedConfig, serveConfig, waitFor } from '#testing';

/** The three ways to say what a cronjob runs: beside the schedule, as the first program wrote it, and as Kubernetes does. */
const SHAPES = `
[[processes]]
type = "cronjob"
[processes.spec]
name = "flat"
schedule = "@every 300ms"
command = "sh -c 'echo flat >> proof'"
work_dir = "."

[[processes]]
type = "cronjob"
[processes.spec]
name = "seed"
schedule = "* * * * * *"
[processes.spec.spec]
command = "sh -c 'echo seed >> proof'"
work_dir = "."

[[processes]]
type = "cron"
[processes.spec]
name = "template"
schedule = "*/1 * * * * *"
time_zone = "Asia/Kolkata"
[processes.spec.job_template]
command = "sh -c 'echo template >> proof'"
work_dir = "."
`;
const OTHERS = `
[[processes]]
type = "cronjob"
[processes.spec]
name = "backup"
schedule = "0 30 4 * * *"
time_zone = "Asia/Kolkata"
command = "sh -c 'exit 3'"
starting_deadline = "5m"

[[processes]]
type = "cronjob"
[processes.spec]
name = "long"
schedule = "@daily"
command = "sleep 600"
`;

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(`${ANY_PORT}socket = "api.sock"\n${SHAPES}${OTHERS}`);
});
afterAll(() => served?.close());

const provisr = (...args: string[]): Promise<CliResult> =>
  runCli(args, { cwd: served.scratch.path, env: { PROVISR_API_URL: served.daemon.url } });
const ok = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await provisr(...args);
  expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
  return stdout;
};
const historyOf = async (name: string): Promise<CronRunDto[]> => (await served.get(`/cronjobs/${name}/history`)).json<CronRunDto[]>();
const hasEnded = (name: string): Promise<boolean> => historyOf(name).then((runs) => (runs[0]?.result ?? null) !== null);

describe('cronjobs of a daemon', () => {
  it('are there as soon as it answers, in any of the three shapes, and are not run at boot', async () => {
    const jobs = (await served.get('/cronjobs')).json<CronjobStatusDto[]>();
    expect(jobs.map(({ name }) => name)).toEqual(['backup', 'flat', 'long', 'seed', 'template']);
    expect(await historyOf('long')).toEqual([]);
  });

  it('run at their ticks', async () => {
    const proof = (): string => readFileSync(join(served.scratch.path, 'proof'), 'utf8');
    await waitFor(() => ['flat', 'seed', 'template'].every((name) => proof().includes(`${name}\n`)));
    await waitFor(async () => (await historyOf('flat')).some(({ result }) => result === 'succeeded'));
    const [run] = (await historyOf('seed')).filter(({ result }) => result === 'succeeded');
    expect(run).toMatchObject({ trigger: 'schedule', process: 'seed', exit_code: 0, exit_signal: null, reason: null, ticks: 1 });
    expect(run?.due_at).toMatch(/\.000Z$/);
    expect(run?.duration_seconds).toBeGreaterThanOrEqual(0);
  });

  it('tell everything about themselves', async () => {
    const job = (await served.get('/cronjobs/backup')).json<CronjobStatusDto>();
    expect(job).toEqual({
      name: 'backup',
      schedule: '0 30 4 * * *',
      time_zone: 'Asia/Kolkata',
      concurrency_policy: 'Forbid',
      starting_deadline: '5m0s',
      suspended: false,
      next_run_at: expect.stringMatching(/T23:00:00.000Z$/),
      next_runs: expect.any(Array),
      last_run: null,
      running: [],
    });
    const days = job.next_runs.map((at) => Date.parse(at));
    expect(days.slice(1).map((at, before) => at - (days[before] ?? 0))).toEqual(Array.from({ length: 4 }, () => 86_400_000));
  });

  it('are run, suspended and resumed when asked', async () => {
    const { run } = (await served.post('/cronjobs/backup/trigger')).json<{ run: CronRunDto }>();
    expect(run).toMatchObject({ trigger: 'manual', process: 'backup', result: null, ended_at: null });
    await waitFor(() => hasEnded('backup'));
    expect((await historyOf('backup'))[0]).toMatchObject({ result: 'failed', exit_code: 3, due_at: run.due_at });
    const suspended = (await served.post('/cronjobs/backup/suspend')).json<{ ok: true; cronjob: CronjobStatusDto }>();
    expect(suspended).toMatchObject({ ok: true, cronjob: { suspended: true, next_run_at: null, next_runs: [] } });
    expect((await served.post('/cronjobs/backup/resume')).json<{ cronjob: CronjobStatusDto }>().cronjob.suspended).toBe(false);
  });

  it('answer in problem documents', async () => {
    for (const [method, path] of [
      ['GET', '/cronjobs/bakcup'],
      ['GET', '/cronjobs/bakcup/history'],
      ['POST', '/cronjobs/bakcup/trigger'],
      ['POST', '/cronjobs/bakcup/suspend'],
      ['POST', '/cronjobs/bakcup/resume'],
    ] as const) {
      const answer = await served.get(path, { method });
      expect(answer.status, path).toBe(404);
      expect(answer.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_CRONJOB_NOT_FOUND', hint: 'did you mean "backup"?' });
    }
    await served.post('/cronjobs/long/trigger');
    const conflict = await served.post('/cronjobs/long/trigger');
    expect(conflict.status).toBe(409);
    expect(conflict.json<ProblemDto>().error).toContain('the run before has not ended');
  });
});

describe('provisr cron …', () => {
  it('list shows a table of next runs', async () => {
    const [heading, ...rows] = (await ok('cron', 'list')).trimEnd().split('\n');
    expect(heading).toMatch(/^NAME +SCHEDULE +NEXT RUN +IN +LAST RUN +RESULT$/);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['backup', 'flat', 'long', 'seed', 'template']);
    expect(rows[0]).toMatch(/0 30 4 \* \* \* Asia\/Kolkata +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
    expect(JSON.parse(await ok('cron', 'list', '-o', 'json'))).toMatchObject([{ name: 'backup' }, {}, {}, {}, {}]);
  });

  it('trigger, history, suspend and resume do what they say', async () => {
    expect(await ok('cron', 'trigger', 'backup')).toMatch(/ {2}backup {2}running\n$/);
    await waitFor(() => hasEnded('backup'));
    expect(await ok('cron', 'history', '--name', 'backup')).toMatch(
      /^DUE +TRIGGER +PROCESS +TOOK +RESULT +NOTE\n.* manual +backup +\d\.\ds +failed +exit code 3\n/,
    );
    expect(await ok('cron', 'suspend', 'backup')).toMatch(/\nbackup .* suspended /);
    expect(await ok('cron', 'resume', 'backup')).not.toContain('suspended');
  });

  it('end as exit codes say', async () => {
    expect(await provisr('cron', 'trigger', 'bakcup')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('hint: did you mean "backup"?'),
    });
    expect(await provisr('cron', 'trigger')).toMatchObject({ code: 2 });
    expect(await provisr('cron', 'lits')).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown command 'cron lits'") });
    expect(await provisr('cron', 'trigger', 'long')).toMatchObject({ code: 5 });
  });
});

describe('a cronjob that cannot be one', () => {
  it('is refused with everything that is wrong with it, each with its place', async () => {
    const toml = `
[[processes]]
type = "cronjob"
[processes.spec]
name = "a"
schedule = "@every 1s"
command = "true"
auto_restart = true
instances = 2

[[processes]]
type = "cronjob"
[processes.spec]
name = "b"
schedule = "61 * * * *"
command = "true"
time_zone = "Atlantis/Town"

[[processes]]
type = "cronjob"
[processes.spec]
name = "c"
schedule = "0 0 31 2 *"
command = "true"
`;
    const file = served.scratch.write('bad.toml', toml);
    const { code, stderr } = await provisr('validate', file);
    expect(code).toBe(7);
    expect(stderr).toMatch(/bad\.toml:8:1: .*auto_restart/);
    expect(stderr).toMatch(/bad\.toml:9:1: .*instances/);
    expect(stderr).toMatch(/bad\.toml:17:1: .*time zone "Atlantis\/Town"/);
    const schedules = served.scratch.write('bad-schedules.toml', toml.replaceAll(/^(auto_restart|instances|time_zone).*\n/gm, ''));
    const second = await provisr('validate', schedules);
    expect(second.stderr).toMatch(/is not a cron expression: .*out of range/);
    expect(second.stderr).toMatch(/names a day that never comes/);
  });
});
