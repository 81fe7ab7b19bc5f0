import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CronRunDto } from '#contract';
import {
  ANY_PORT,
  type DaemonProcess,
  endMarked,
  MARK_VARIABLE,
  markedProcesses,
  newMark,
  type ScratchDirectory,
  scratchDirectory,
  startDaemon,
  waitFor,
} from '#testing';

let scratch: ScratchDirectory;
let mark: string;
let daemon: DaemonProcess | undefined;

beforeEach(() => {
  scratch = scratchDirectory('cron-crash');
  mark = newMark();
});
afterEach(async () => {
  await daemon?.kill();
  daemon = undefined;
  await endMarked(mark);
  scratch.remove();
});

const job = (name: string, fields: string): string =>
  `[[processes]]\ntype = "cronjob"\n[processes.spec]\nname = "${name}"\nwork_dir = "."\n${fields}\n`;
async function serve(toml: string): Promise<DaemonProcess> {
  daemon = await startDaemon({ configFile: scratch.write('config.toml', ANY_PORT + toml), env: { [MARK_VARIABLE]: mark } });
  return daemon;
}
const history = (name = 'job'): Promise<CronRunDto[]> => daemon!.client.cronjobs.history(name);
const alive = (name: string): number[] => markedProcesses(mark).flatMap((each) => (each.process === name ? [each.pid] : []));

describe('a daemon that is killed while a cronjob runs', () => {
  const LONG = job('job', 'schedule = "@every 1h"\ncommand = "sh -c \'while [ ! -e go ]; do sleep 0.05; done; exit 3\'"');

  it('leaves the run to the next one, which follows it to its end', async () => {
    await serve(LONG);
    const { run } = await daemon!.client.cronjobs.trigger('job');
    await waitFor(() => alive('job').length > 0);
    const pids = alive('job');
    await daemon!.kill();
    await serve(LONG);
    await waitFor(async () => (await daemon!.client.cronjobs.get('job')).running.length === 1);
    await expect(daemon!.client.cronjobs.trigger('job')).rejects.toMatchObject({ code: 'PROVISR_PROCESS_CONFLICT' });
    expect(alive('job')).toEqual(expect.arrayContaining(pids.slice(0, 1)));
    scratch.write('go', '');
    await waitFor(async () => (await history())[0]?.ended_at !== null);
    expect(await history()).toMatchObject([
      { due_at: run.due_at, trigger: 'manual', result: 'unknown', reason: expect.stringContaining('adopted') },
    ]);
  });

  it('learns that a run ended meanwhile, and with a changed definition lets one go on as it was begun', async () => {
    const two = LONG + LONG.replace('"job"', '"gone"').replace('-e go ]', '-e gone ]');
    await serve(two);
    await daemon!.client.cronjobs.trigger('job');
    await daemon!.client.cronjobs.trigger('gone');
    await waitFor(() => alive('job').length > 0 && alive('gone').length > 0);
    const [leader] = alive('job');
    await daemon!.kill();
    scratch.write('gone', '');
    await waitFor(() => alive('gone').length === 0);
    await serve(two.replaceAll('exit 3', 'exit 4'));
    await waitFor(async () => (await history('gone'))[0]?.ended_at !== null);
    expect(await history('gone')).toMatchObject([{ result: 'unknown', reason: expect.stringContaining('no daemon') }]);
    expect((await daemon!.client.cronjobs.get('job')).running).toEqual(['job']);
    expect(alive('job')).toContain(leader);
  });
});

describe('a daemon that is killed again and again', () => {
  const CYCLES = 3;

  it('runs nothing twice for one tick, and forgets no run', async () => {
    const often = 'command = "sh -c \'echo $PROVISR_RUN_ID >> proof; sleep 0.15\'"';
    const toml =
      job('seconds', `schedule = "* * * * * *"\n${often}\nstarting_deadline = "10s"`) + job('every', `schedule = "@every 250ms"\n${often}`);
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      await serve(toml);
      const [seconds, every] = await Promise.all([history('seconds'), history('every')]);
      await waitFor(async () => (await history('seconds')).length > seconds.length && (await history('every')).length > every.length);
      await daemon!.kill();
    }
    await serve(`${toml}\n`.replaceAll('starting_deadline = "10s"', 'suspend = true').replaceAll('@every 250ms', '@every 1h'));
    await waitFor(async () =>
      (await Promise.all(['seconds', 'every'].map((name) => daemon!.client.cronjobs.get(name)))).every(
        ({ running }) => running.length === 0,
      ),
    );
    const runs = [...(await history('seconds')), ...(await history('every'))].filter(({ started_at }) => started_at !== null);
    for (const name of ['seconds', 'every']) {
      const due = runs.filter(({ process }) => process === name).map(({ due_at }) => due_at);
      expect(new Set(due).size, name).toBe(due.length);
    }
    const ran = readFileSync(join(scratch.path, 'proof'), 'utf8').trim().split('\n');
    expect(new Set(ran).size).toBe(ran.length);
    expect(runs.length).toBeGreaterThanOrEqual(ran.length);
    // Written down before it is begun: at most the last run of each cycle was never begun.
    expect(runs.length - ran.length).toBeLessThanOrEqual(2 * CYCLES);
  });
});
