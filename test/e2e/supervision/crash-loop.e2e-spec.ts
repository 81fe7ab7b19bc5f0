import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isProvisrError, type ProvisrError } from '#core';
import type { Client } from '#client';
import type { StatusDto } from '#contract';
import { DaemonBench, type DaemonProcess, type SpecInput, waitFor } from '#testing';
import { program } from '../program.js';

/** Prints the time in ms and ends with a code, after some seconds. */
const crashes = (code: number, afterSeconds = 0): Pick<SpecInput, 'args'> => ({
  args: ['sh', '-c', `date +%s%3N; sleep ${afterSeconds}; exit ${code}`],
});

const specs: readonly SpecInput[] = [
  { name: 'growing', ...crashes(1), auto_restart: true, restart_interval: '100ms', restart_backoff: 3, restart_max_interval: '500ms' },
  { name: 'steady', ...crashes(1, 0.15), auto_restart: true, restart_interval: '50ms', restart_backoff: 100, restart_reset: '100ms' },
  { name: 'at-once', ...crashes(0), auto_restart: true, restart_interval: '0s', max_restarts: 20 },
  { name: 'held', ...crashes(1), auto_restart: true, restart_interval: '700ms', restart_backoff: 1 },
  { name: 'hurried', ...crashes(1), auto_restart: true, restart_interval: '10m' },
  { name: 'given-up', ...crashes(4), auto_restart: true, restart_interval: '10ms', max_restarts: 3 },
  { name: 'well-ended', ...crashes(0), auto_restart: 'on-failure' },
  { name: 'badly-ended', ...crashes(3), auto_restart: 'on-failure', restart_interval: '10m' },
  { name: 'expected-code', ...crashes(3), auto_restart: 'on-failure', exit_codes: [0, 3] },
  { name: 'once-well', ...crashes(0) },
  { name: 'once-badly', ...crashes(9) },
  { name: 'killed', command: 'sleep 100000', auto_restart: 'on-failure', restart_interval: '10ms' },
];

describe('a process that ends by itself', () => {
  const bench = new DaemonBench('crash-loop');
  let daemon: DaemonProcess;
  let client: Client;

  const runs = (name: string): number[] => bench.log(name).trim().split('\n').filter(Boolean).map(Number);
  const waits = (name: string): number[] =>
    runs(name)
      .slice(1)
      .map((at, index) => at - runs(name)[index]!);
  const inState = (name: string, state: StatusDto['state']): Promise<StatusDto> =>
    waitFor(
      async () => {
        const status = await client.processes.get(name);
        return status.state === state && status;
      },
      { what: `${name} to be ${state}` },
    );

  beforeAll(async () => {
    bench.configure({ processes: specs });
    daemon = await bench.serve();
    ({ client } = daemon);
  });
  afterAll(() => bench.close());

  it('is restarted after a wait that grows to its limit, and shows it', async () => {
    const status = await inState('growing', 'backoff');
    expect(status).toMatchObject({ running: false, pid: null, exit_code: 1, exit_signal: null });
    expect(Date.parse(status.next_restart_at!) - Date.parse(status.stopped_at!)).toBeLessThanOrEqual(520);
    await waitFor(() => runs('growing').length >= 6, { what: 'five restarts' });
    const shortest = [100, 300, 500, 500, 500];
    expect(
      waits('growing')
        .slice(0, 5)
        .map((wait, at) => wait >= shortest[at]!),
    ).toEqual(shortest.map(() => true));
    expect((await client.processes.get('growing')).restarts).toBeGreaterThanOrEqual(5);
  });

  it('waits only the first interval again after a run that was long enough', async () => {
    await waitFor(() => runs('steady').length >= 4, { what: 'three restarts', timeoutMs: 4_000 });
    expect(Math.max(...waits('steady').slice(0, 3))).toBeLessThan(50 * 100);
  });

  it('is restarted at once with an interval of 0s', async () => {
    const status = await inState('at-once', 'failed');
    expect(status.restarts).toBe(20);
    expect(runs('at-once')).toHaveLength(21);
  });

  it('stays stopped when the stop comes during the wait', async () => {
    const { next_restart_at, restarts } = await inState('held', 'backoff');
    await client.processes.stop({ name: 'held' });
    const stopped = await client.processes.get('held');
    expect(stopped).toMatchObject({ state: 'stopped', next_restart_at: null });
    const due = Math.max(Date.parse(next_restart_at!), Date.now()) + 700;
    await waitFor(() => Date.now() > due, { what: 'the time of the restart to pass' });
    expect(await client.processes.get('held')).toEqual(stopped);
    expect(stopped.restarts - restarts).toBeLessThanOrEqual(1);
    expect(bench.copies('held')).toEqual([]);
  });

  it('is started at once by an operator during the wait, and begins a new row', async () => {
    const before = await inState('hurried', 'backoff');
    await client.processes.start({ name: 'hurried' });
    const again = await waitFor(async () => {
      const status = await client.processes.get('hurried');
      return status.state === 'backoff' && status.started_at !== before.started_at && status;
    });
    expect(again.restarts).toBe(0);
    expect(runs('hurried')).toHaveLength(2);
  });

  it('is given up after max_restarts in a row', async () => {
    expect(await inState('given-up', 'failed')).toMatchObject({ running: false, restarts: 3, exit_code: 4, next_restart_at: null });
    expect(runs('given-up')).toHaveLength(4);
    await client.processes.start({ name: 'given-up' });
    expect((await inState('given-up', 'failed')).restarts).toBe(6);
  });

  it('is restarted on failure only where its policy says so', async () => {
    expect(await inState('well-ended', 'stopped')).toMatchObject({ exit_code: 0, restarts: 0 });
    expect(await inState('expected-code', 'stopped')).toMatchObject({ exit_code: 3, restarts: 0 });
    expect(await inState('badly-ended', 'backoff')).toMatchObject({ exit_code: 3 });
  });

  it('is not restarted by default, and failed tells it from ended well', async () => {
    expect(await inState('once-well', 'stopped')).toMatchObject({ exit_code: 0, running: false, next_restart_at: null });
    expect(await inState('once-badly', 'failed')).toMatchObject({ exit_code: 9, running: false, next_restart_at: null });
  });

  it('tells the signal that ended it, and takes it for a failure', async () => {
    const { pid } = await inState('killed', 'running');
    process.kill(pid!, 'SIGSEGV');
    const again = await waitFor(async () => {
      const status = await client.processes.get('killed');
      return status.running && status.pid !== pid && status;
    });
    expect(again).toMatchObject({ exit_code: null, exit_signal: 'SIGSEGV', restarts: 1 });
  });

  describe('before it counts as started', () => {
    const failure = (spec: SpecInput): Promise<ProvisrError> =>
      client.processes.launch(spec).then(
        () => expect.unreachable('it started'),
        (error: unknown) => (isProvisrError(error) ? error : Promise.reject(error as Error)),
      );

    it('is tried again as often as asked, and the answer tells how it ended', async () => {
      const error = await failure({
        name: 'hopeless',
        args: ['sh', '-c', 'date +%s%3N; echo "no such table" >&2; exit 7'],
        start_duration: '300ms',
        retry_count: 2,
        retry_interval: '80ms',
      });
      expect(error.code).toBe('PROVISR_START_FAILED');
      expect(error.details).toMatchObject({ attempts: 3, exit_code: 7, stderr_tail: ['no such table', 'no such table', 'no such table'] });
      expect(waits('hopeless').map((wait) => wait >= 80)).toEqual([true, true]);
      expect(await client.processes.get('hopeless')).toMatchObject({ state: 'failed', exit_code: 7, restarts: 0 });
    });

    it('counts as started after start_duration and not before', async () => {
      const asked = performance.now();
      const started = client.processes.launch({ name: 'settling', command: 'sleep 100000', start_duration: '400ms' });
      const early = await waitFor(async () => {
        const status = await client.processes.get('settling');
        return status.running && status;
      });
      expect(early.state).toBe('starting');
      await started;
      expect(performance.now() - asked).toBeGreaterThanOrEqual(400);
      expect((await client.processes.get('settling')).state).toBe('running');
    });

    it('may come up with a later attempt', async () => {
      const flag = `${bench.directory.path}/flag`;
      const { processes } = await client.processes.launch({
        name: 'second-time-lucky',
        args: ['sh', '-c', `if [ -e "${flag}" ]; then exec sleep 100000; fi; : >"${flag}"; exit 1`],
        start_duration: '200ms',
        retry_count: 1,
        retry_interval: '10ms',
      });
      expect(processes).toMatchObject([{ running: true, state: 'running', restarts: 0 }]);
    });

    it('cannot be started at all when its program or directory is missing', async () => {
      const missing = await failure({ name: 'missing', args: ['/nonexistent/program'] });
      expect(missing.message).toContain('/nonexistent/program');
      const homeless = await failure({ name: 'homeless', command: 'sleep 1', work_dir: '/nonexistent/place' });
      expect(homeless.message).toContain('/nonexistent/place');
    });

    it('answers with 422, or at once with 202 when nobody waits', async () => {
      const post = (spec: SpecInput, query = ''): Promise<Response> =>
        fetch(`${daemon.url}/start${query}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(spec),
        });
      const refused = await post({ name: 'refused', args: [program('exits-after.sh'), '0', '5'], start_duration: '1s' });
      expect(refused.status).toBe(422);
      expect(await refused.json()).toMatchObject({ exit_code: 5, attempts: 1, stderr_tail: ['ending with 5'] });
      const pending = await post({ name: 'pending', command: 'sleep 100000', start_duration: '1s' }, '?wait=0s');
      expect(pending.status).toBe(202);
      expect(await pending.json()).toMatchObject({ ok: true, pending: true });
    });
  });
});
