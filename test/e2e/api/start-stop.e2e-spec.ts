import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createInspector } from '#core';
import type { MutationResultDto, ProblemDto, StatusDto } from '#contract';
import { ANY_PORT, type HttpAnswer, type ServedConfig, serveConfig, waitFor } from '#testing';
import { program } from '../program.js';

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(`${ANY_PORT}\n[[processes]]\n[processes.spec]\nname = "known"\ncommand = "sleep 600"\ninstances = 2\n`);
});

afterAll(() => served?.close());

afterEach(async () => {
  expect((await served.post('/stop?wildcard=*&wait=2s')).status).toBe(200);
});

const statusOf = async (name: string): Promise<StatusDto> => (await served.get(`/status?name=${name}`)).json<StatusDto>();
const result = (answer: HttpAnswer): MutationResultDto => answer.json<MutationResultDto>();
const problem = (answer: HttpAnswer): ProblemDto => answer.json<ProblemDto>();
const isAlive = (pid: number | null): boolean => {
  try {
    return pid !== null && globalThis.process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('POST /start with a spec', () => {
  it('answers 200 with the processes once they count as started', async () => {
    const answer = await served.post('/start', { name: 'two', command: 'sleep 600', instances: 2, start_duration: '100ms' });
    expect(answer.status).toBe(200);
    expect(result(answer)).toMatchObject({
      ok: true,
      processes: [
        { name: 'two-1', running: true, state: 'running' },
        { name: 'two-2', running: true, state: 'running' },
      ],
    });
    expect(result(answer)).not.toHaveProperty('pending');
    for (const { pid } of result(answer).processes ?? []) expect(isAlive(pid)).toBe(true);
  });

  it('is idempotent for the same spec', async () => {
    const spec = { name: 'same', command: 'sleep 600', env: ['A=1'] };
    const first = result(await served.post('/start', spec));
    const again = await served.post('/start', spec);
    expect(again.status).toBe(200);
    expect(result(again).processes?.[0]?.pid).toBe(first.processes?.[0]?.pid);
    expect(result(again).processes?.[0]?.started_at).toBe(first.processes?.[0]?.started_at);
  });

  it('is 409 for a different spec of a running name, and changes nothing', async () => {
    const pid = result(await served.post('/start', { name: 'taken', command: 'sleep 600' })).processes?.[0]?.pid;
    const answer = await served.post('/start', { name: 'taken', command: 'sleep 601' });
    expect(answer.status).toBe(409);
    expect(problem(answer)).toMatchObject({ code: 'PROVISR_PROCESS_CONFLICT', error: expect.stringContaining('taken') });
    expect(await statusOf('taken')).toMatchObject({ pid, running: true });
  });

  it('is 409 for the name of an instance of another', async () => {
    expect((await served.post('/start', { name: 'known-1', command: 'sleep 600' })).status).toBe(409);
  });

  it('takes the place of one that is down', async () => {
    await served.post('/start', { name: 'again', command: 'sleep 600' });
    await served.post('/stop?name=again');
    expect((await served.post('/start', { name: 'again', command: 'sleep 601' })).status).toBe(200);
    expect((await served.get('/processes/again/spec')).json()).toMatchObject({ command: 'sleep 601' });
  });

  it('is 422 when it ends too early: code, exit code, attempts and the last lines of its stderr', async () => {
    const answer = await served.post('/start', {
      name: 'fails',
      command: 'sh -c "echo first >&2; echo cannot open the database >&2; exit 42"',
      start_duration: '5s',
      retry_count: 2,
      retry_interval: '1ms',
    });
    expect(answer.status).toBe(422);
    expect(problem(answer)).toMatchObject({
      code: 'PROVISR_START_FAILED',
      status: 422,
      exit_code: 42,
      exit_signal: null,
      attempts: 3,
      error: expect.stringContaining('exit code 42'),
    });
    const tail = problem(answer)['stderr_tail'] as string[];
    expect(tail.slice(-2)).toEqual(['first', 'cannot open the database']);
    expect(await statusOf('fails')).toMatchObject({ state: 'failed', running: false, exit_code: 42 });
  });

  it('is 422 with the signal when one ended it', async () => {
    const answer = await served.post('/start', { name: 'dies', command: "sh -c 'kill -SEGV $$'", start_duration: '5s' });
    expect(answer.status).toBe(422);
    expect(problem(answer)).toMatchObject({ code: 'PROVISR_START_FAILED', exit_code: null, exit_signal: 'SIGSEGV', attempts: 1 });
  });

  it.each([
    ['a program that does not exist', { command: '/nowhere/program' }, /nowhere/],
    ['a directory that does not exist', { command: 'sleep 600', work_dir: '/nowhere/at-all' }, /nowhere/],
  ])('is 422 for %s, named in the sentence', async (_what, spec, sentence) => {
    const answer = await served.post('/start', { name: 'absent', ...spec });
    expect(answer.status).toBe(422);
    expect(problem(answer).error).toMatch(sentence);
    expect(problem(answer)).toMatchObject({ code: expect.stringMatching(/^PROVISR_(START|SPAWN)_FAILED$/), exit_code: null });
  });

  it.each([
    ['its logs', { log: { dir: '/proc/provisr' } }],
    ['its PID file', { pid_file: '/proc/provisr/x.pid' }],
  ])('%s where no file can be made: the answer comes, and the daemon goes on', async (_what, spec) => {
    const answer = await served.post('/start', { name: 'unwritable', command: 'sleep 600', ...spec });
    expect([200, 422]).toContain(answer.status);
    expect((await served.post('/stop?name=unwritable')).status).toBe(200);
  });

  it.each(['config.toml', '.'])('a pid_file that is something else (%s) is left alone, and the daemon goes on', async (target) => {
    const path = join(served.scratch.path, target).replace(/\/$/, '');
    const before = readFileSync(served.configFile, 'utf8');
    const answer = await served.post('/start', { name: 'astray', command: 'sleep 600', pid_file: path });
    expect([200, 422]).toContain(answer.status);
    expect((await served.post('/stop?name=astray')).status).toBe(200);
    expect(readFileSync(served.configFile, 'utf8')).toBe(before);
  });

  it.each<[what: string, spec: (fifo: string) => object]>([
    ['stdin', (fifo) => ({ stdin: fifo })],
    ['log file', (fifo) => ({ log: { stdout: fifo } })],
    ['log file of a detached process', (fifo) => ({ log: { stdout: fifo }, detached: true })],
    ['PID file', (fifo) => ({ pid_file: fifo })],
    ['PID file of a detector', (fifo) => ({ command: 'true', detectors: [{ type: 'pidfile', path: fifo }] })],
  ])('a FIFO without another end as %s makes nobody wait', async (_what, spec) => {
    const fifo = join(served.scratch.path, 'fifo');
    execFileSync('mkfifo', [fifo]);
    try {
      expect((await served.post('/start', { name: 'piped', command: 'sleep 600', ...spec(fifo) })).status).toBe(200);
      expect((await served.post('/stop?name=piped')).status).toBe(200);
    } finally {
      rmSync(fifo);
    }
  });

  it('reads what is written to a FIFO that is its stdin', async () => {
    const fifo = join(served.scratch.path, 'commands');
    execFileSync('mkfifo', [fifo]);
    await served.post('/start', { name: 'listens', command: "sh -c 'while read line; do echo heard $line; done'", stdin: fifo });
    for (const word of ['one', 'two']) {
      writeFileSync(fifo, `${word}\n`);
      await waitFor(async () => (await served.get('/processes/listens/logs')).text.includes(`heard ${word}`));
    }
  });

  it('of several instances that fail lists each', async () => {
    const answer = await served.post('/start', { name: 'both', command: "sh -c 'exit 1'", start_duration: '5s', instances: 2 });
    expect(answer.status).toBe(422);
    expect(problem(answer)).toMatchObject({
      code: 'PROVISR_START_FAILED',
      processes: [
        { name: 'both-1', ok: false },
        { name: 'both-2', ok: false },
      ],
    });
  });

  it('wait=0s answers 202 at once, and the start goes on', async () => {
    const answer = await served.post('/start?wait=0s', { name: 'later', command: 'sleep 600', start_duration: '200ms' });
    expect(answer.status).toBe(202);
    expect(result(answer)).toMatchObject({ ok: true, pending: true, processes: [{ name: 'later', state: 'starting' }] });
    await waitFor(async () => (await statusOf('later')).state === 'running');
  });

  it('a wait that is too short is 504, and the start goes on', async () => {
    const answer = await served.post('/start?wait=1ms', { name: 'slow', command: 'sleep 600', start_duration: '200ms' });
    expect(answer.status).toBe(504);
    expect(problem(answer)).toMatchObject({ code: 'PROVISR_WAIT_TIMED_OUT', error: expect.stringContaining('starting') });
    await waitFor(async () => (await statusOf('slow')).state === 'running');
  });

  it('is 409 when a stop overtakes it', async () => {
    const starting = served.post('/start', { name: 'overtaken', command: 'sleep 600', start_duration: '1h' });
    await waitFor(async () => (await statusOf('overtaken')).state === 'starting');
    expect((await served.post('/stop?name=overtaken')).status).toBe(200);
    const answer = await starting;
    expect(answer.status).toBe(409);
    expect(problem(answer)).toMatchObject({ code: 'PROVISR_START_SUPERSEDED' });
    expect(await statusOf('overtaken')).toMatchObject({ running: false, state: 'stopped' });
  });
});

describe('POST /start with a selector', () => {
  it.each(['name=known', 'base=known', 'wildcard=kno*'])('?%s starts known processes; running is fine', async (query) => {
    const first = await served.post(`/start?${query}`);
    expect(first.status).toBe(200);
    const again = result(await served.post(`/start?${query}`));
    expect(again.processes?.map(({ name, running }) => ({ name, running }))).toEqual([
      { name: 'known-1', running: true },
      { name: 'known-2', running: true },
    ]);
    expect(again.processes?.map(({ pid }) => pid)).toEqual(result(first).processes?.map(({ pid }) => pid));
  });

  it('?name= of one instance starts that one only', async () => {
    await served.post('/start?name=known-2');
    expect(await statusOf('known-1')).toMatchObject({ running: false });
    expect(await statusOf('known-2')).toMatchObject({ running: true });
  });

  it('unknown name 404; nothing matched by base or wildcard is fine', async () => {
    expect((await served.post('/start?name=nobody')).status).toBe(404);
    expect((await served.post('/start?base=nobody')).text).toBe('{"ok":true}');
    expect((await served.post('/start?wildcard=nobody*')).text).toBe('{"ok":true}');
  });

  it('two selectors, none at all, or a selector beside a spec are 400', async () => {
    expect((await served.post('/start?name=known&base=known')).status).toBe(400);
    expect((await served.post('/start')).status).toBe(400);
    expect((await served.post('/start?name=known', { name: 'x', command: 'true' })).status).toBe(400);
  });
});

describe('POST /stop', () => {
  it.each(['name=known-1', 'name=known', 'base=known', 'wildcard=known-*'])('?%s ends them before it answers', async (query) => {
    await served.post('/start?base=known');
    const pid = (await statusOf('known-1')).pid;
    const answer = await served.post(`/stop?${query}`);
    expect(answer.status).toBe(200);
    expect(result(answer)).toMatchObject({
      ok: true,
      processes: [{ name: 'known-1', running: false, state: 'stopped', exit_signal: 'SIGTERM' }, ...(query === 'name=known-1' ? [] : [{}])],
    });
    expect(isAlive(pid)).toBe(false);
  });

  it('of one that does not run is fine', async () => {
    expect((await served.post('/stop?name=known-1')).status).toBe(200);
  });

  it('wait= is how long it may take before SIGKILL to the whole group', async () => {
    const started = await served.post('/start', { name: 'deaf', args: [program('ignores-sigterm.sh')], stop_timeout: '1h' });
    const pid = result(started).processes?.[0]?.pid ?? 0;
    await waitFor(async () => (await served.get('/processes/deaf/logs')).text.includes('ready'));
    const answer = await served.post('/stop?name=deaf&wait=100ms');
    expect(answer.status).toBe(200);
    expect(result(answer).processes?.[0]).toMatchObject({ running: false, state: 'stopped', exit_signal: 'SIGKILL' });
    expect(
      createInspector()
        .entries()
        .filter(({ processGroup }) => processGroup === pid),
    ).toEqual([]);
  });

  it('unknown name 404; nothing matched by base or wildcard is fine; exactly one selector', async () => {
    expect((await served.post('/stop?name=nobody')).status).toBe(404);
    expect((await served.post('/stop?base=nobody')).text).toBe('{"ok":true}');
    expect((await served.post('/stop?wildcard=nobody*')).text).toBe('{"ok":true}');
    expect((await served.post('/stop')).status).toBe(400);
    expect((await served.post('/stop?name=known&wildcard=*')).status).toBe(400);
  });

  it.each(['5', 'soon', '-1s', '1 s'])('wait=%s is no duration', async (wait) => {
    const answer = await served.post(`/stop?name=known&wait=${encodeURIComponent(wait)}`);
    expect(answer.status).toBe(400);
    expect(problem(answer)).toMatchObject({ code: 'PROVISR_REQUEST_INVALID', errors: [{ pointer: '/wait' }] });
  });
});

describe('POST /restart', () => {
  it('makes a new run of what runs, and starts what does not', async () => {
    await served.post('/start?name=known-1');
    const { pid } = await statusOf('known-1');
    const answer = await served.post('/restart?base=known');
    expect(answer.status).toBe(200);
    expect(result(answer).processes).toMatchObject([
      { name: 'known-1', running: true, restarts: 0 },
      { name: 'known-2', running: true },
    ]);
    expect((await statusOf('known-1')).pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
  });

  it('unknown name 404; exactly one selector', async () => {
    expect((await served.post('/restart?name=nobody')).status).toBe(404);
    expect((await served.post('/restart')).status).toBe(400);
    expect((await served.post('/restart?wildcard=nobody*')).text).toBe('{"ok":true}');
  });
});
