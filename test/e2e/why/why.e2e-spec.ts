import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCgroups } from '#core';
import type { WhyDto, WhyStepKind } from '#contract';
import { DaemonBench, type DaemonProcess, type SpecInput, waitFor } from '#testing';
import { program } from '../program.js';
import { newToken } from '../security/tokens.js';

const ann = newToken('ann', 'admin');
/** Without a writable cgroup hierarchy nobody can tell whose memory ran out. */
const cgroups = findCgroups('provisr-test');
const bench = new DaemonBench('why');
const ownPidFile = join(bench.directory.path, 'own.pid');

const SPECS: readonly SpecInput[] = [
  {
    name: 'crashes',
    command: "sh -c 'exit 3'",
    auto_restart: true,
    restart_interval: '10m',
    restart_max_interval: '10m',
    restart_reset: '10s',
  },
  { name: 'is-killed', command: 'sleep 600' },
  { name: 'is-not-there', command: '/nowhere/at-all', retry_count: 1, retry_interval: '1ms' },
  { name: 'gives-up', command: "sh -c 'exit 5'", auto_restart: true, restart_interval: '0s', max_restarts: 3 },
  { name: 'changes', command: 'sleep 600' },
  { name: 'is-stopped', command: 'sleep 600' },
  { name: 'is-lost', args: [program('daemonises.sh'), ownPidFile], detectors: [{ type: 'pidfile', path: ownPidFile }] },
];

let daemon: DaemonProcess;

beforeAll(async () => {
  configure();
  daemon = await bench.serve({ token: ann.value });
});

afterAll(() => bench.close());

function configure(changed: Partial<SpecInput> = {}): void {
  const processes = SPECS.map((spec) => ({ type: 'process', spec: spec.name === changed.name ? { ...spec, ...changed } : spec }));
  const nightly = { type: 'cronjob', spec: { name: 'nightly', schedule: '@every 100ms', command: 'sleep 600' } };
  const server = { listen: '127.0.0.1:0', auth: { tokens: [ann.entry] } };
  const env = Object.entries(bench.env).map(([name, value]) => `${name}=${value}`);
  bench.directory.write('config.json', JSON.stringify({ env, server, processes: [...processes, nightly] }));
}

/** The answer, once it has a step of that kind. */
function why(name: string, kind: WhyStepKind): Promise<WhyDto & { readonly step: string }> {
  return waitFor(
    async () => {
      const answer = await daemon.client.processes.why(name);
      const step = answer.steps.findLast((candidate) => candidate.kind === kind);
      return step !== undefined && { ...answer, step: step.text };
    },
    { what: `${name} to have a step ${kind}` },
  );
}

describe('why', () => {
  it('names a crash with its exit code, and when it is tried again', async () => {
    const { summary, step, next } = await why('crashes', 'exit');
    expect(step).toMatch(/^it ended with exit code 3 after \d+ ms; exit_codes expects 0$/);
    expect(summary).toMatch(/^crashes is waiting for its next attempt: it ended with exit code 3; retry 1 in \d+ min/);
    expect(next).toMatchObject({ what: 'restart', text: expect.stringMatching(/; the counter resets after 10 s of uptime$/) as string });
    expect(next.in_seconds).toBeLessThanOrEqual(600);
  });

  it('names the signal that killed it, and that nobody restarts it', async () => {
    process.kill((await daemon.client.processes.get('is-killed')).pid!, 'SIGKILL');
    const { summary } = await why('is-killed', 'signal');
    expect(summary).toBe('is-killed is failed: it was killed by SIGKILL, and auto_restart = false does not restart it');
  });

  it('names the file that could not be executed, the error and the attempts', async () => {
    const { step, steps } = await why('is-not-there', 'gave-up');
    expect(step).toBe('the daemon gave up after 2 attempts of the start (retry_count = 1)');
    expect(steps.find(({ kind }) => kind === 'failed-start')?.text).toMatch(/\/nowhere\/at-all.*ENOENT/);
    expect(steps[0]).toMatchObject({ kind: 'order', text: 'the daemon started it when it came up itself', by: null });
  });

  it('names how often it was restarted before it was given up', async () => {
    expect((await why('gives-up', 'gave-up')).summary).toBe(
      'gives-up is failed: it ended with exit code 5, and the daemon gave up after 3 restarts in a row (max_restarts = 3)',
    );
  });

  it.skipIf(cgroups.dir === null || !cgroups.controllers.includes('memory'))('names the kernel that was out of memory', async () => {
    await daemon.client.processes.launch({ name: 'is-hungry', args: ['tail', '/dev/zero'], cgroup: true, limits: { memory: '32MiB' } });
    expect((await why('is-hungry', 'out-of-memory')).summary).toMatch(/^is-hungry is failed: the kernel killed it because memory ran out/);
  });

  it('names the detector that does not find it any more', async () => {
    await waitFor(async () => (await daemon.client.processes.get('is-lost')).detected_by === `pidfile:${ownPidFile}`);
    process.kill(Number(readFileSync(ownPidFile, 'utf8')), 'SIGKILL');
    expect((await why('is-lost', 'detector-loss')).step).toMatch(`no detector finds it alive any more, after pidfile:${ownPidFile} had`);
  });

  it('names why a cronjob did not run', async () => {
    const { step, state } = await why('nightly', 'cron-skip');
    expect(step).toBe('it was due and did not run: the run before has not ended (concurrency_policy = Forbid)');
    expect(state).toBe('running');
  });

  it('names the change that made it restart, and who asked for the reload', async () => {
    configure({ name: 'changes', command: 'sleep 601' });
    await daemon.client.daemon.reload();
    const { summary, step } = await why('changes', 'change');
    expect(step).toBe('command changed, which takes a restart');
    expect(summary).toMatch(/^changes is running as \d+: a reload that ann \(admin, by token\) asked for made the daemon restart it$/);
  });

  it('names who stopped it, also after the daemon was killed', async () => {
    await daemon.client.processes.stop({ name: 'is-stopped' });
    const { summary, steps, next } = await why('is-stopped', 'order');
    expect(summary).toBe('is-stopped is stopped: ann (admin, by token) asked for a stop');
    expect(steps.map(({ kind }) => kind)).toEqual(['order', 'signal']);
    expect(next).toMatchObject({ what: 'nothing', at: null, text: 'it stays down until somebody starts it' });
    await daemon.kill();
    daemon = await bench.serve({ token: ann.value });
    expect((await why('is-stopped', 'order')).summary).toBe(summary);
    expect((await why('changes', 'adoption')).summary).toMatch(/a reload that ann \(admin, by token\) asked for/);

    const cli = await bench.cli(['why', 'is-stopped', '--api-url', daemon.url, '--token', ann.value]);
    expect(cli.stdout).toMatch(
      /^is-stopped is stopped: ann[^]* asked for a stop\n[^]*killed by SIGTERM[^]*next: it stays down until somebody starts it\n$/,
    );
    const json = await bench.cli(['why', '--name', 'is-stopped', '--json', '--api-url', daemon.url, '--token', ann.value]);
    expect(JSON.parse(json.stdout)).toMatchObject({ name: 'is-stopped', state: 'stopped', summary });
    await expect(daemon.client.processes.why('nobody')).rejects.toMatchObject({ code: 'PROVISR_PROCESS_NOT_FOUND' });
  });
});
