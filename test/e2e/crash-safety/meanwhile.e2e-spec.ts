import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusDto } from '#contract';
import { type ConfigInput, DaemonBench, type DaemonProcess, type SpecInput, waitFor } from '#testing';
import { program } from '../program.js';

const STEADY: Omit<SpecInput, 'name'> = { command: 'sleep 100000', auto_restart: true, restart_interval: '0s' };

const configured: readonly SpecInput[] = [
  { name: 'steady', ...STEADY },
  { name: 'has-crashed', ...STEADY },
  { name: 'parked', ...STEADY },
  { name: 'ends', ...STEADY },
  { name: 'loses-its-file', ...STEADY },
  { name: 'own-file', ...STEADY, pid_file: 'elsewhere/deep/own.pid' },
  { name: 'scaled', ...STEADY, instances: 3 },
  { name: 'changed', ...STEADY },
  { name: 'reprioritised', ...STEADY },
  { name: 'backing-off', args: ['sh', '-c', 'echo ran; exit 1'], auto_restart: true, restart_interval: '10m' },
  { name: 'failed', args: ['sh', '-c', 'exit 3'] },
  { name: 'being-stopped', command: program('ignores-sigterm.sh'), auto_restart: true, stop_timeout: '10m' },
  { name: 'beheaded', ...STEADY, command: "sh -c 'sleep 100000 & wait'" },
];

/** What the configuration says when the next manager reads it: one gone, one scaled down, two changed. */
const reconfigured: readonly SpecInput[] = configured.map((spec) => {
  if (spec.name === 'scaled') return { ...spec, instances: 2 };
  if (spec.name === 'changed') return { ...spec, command: 'sleep 200000' };
  if (spec.name === 'being-stopped') return { ...spec, stop_timeout: '200ms' };
  if (spec.name === 'reprioritised') return { ...spec, priority: 7, stop_timeout: '3s', max_restarts: 9 };
  return spec;
});

describe('what happens while no manager is there', () => {
  const bench = new DaemonBench('meanwhile');
  let daemon: DaemonProcess;
  let before: ReadonlyMap<string, StatusDto>;
  let after: ReadonlyMap<string, StatusDto>;

  const statuses = async (): Promise<ReadonlyMap<string, StatusDto>> =>
    new Map((await daemon.client.processes.list()).map((status) => [status.name, status]));
  const kept = ({ pid, started_at, restarts }: StatusDto): Partial<StatusDto> => ({ pid, started_at, restarts });

  beforeAll(async () => {
    const withLeaver: ConfigInput = { processes: [...configured, { name: 'leaver', ...STEADY }] };
    bench.configure(withLeaver);
    daemon = await bench.serve();
    const { client } = daemon;
    await client.processes.launch({ name: 'from-the-api', ...STEADY });
    await client.processes.stop({ name: 'parked' });
    process.kill((await client.processes.get('has-crashed')).pid!, 'SIGKILL');
    await waitFor(async () => (await client.processes.get('has-crashed')).restarts === 1, { what: 'a restart' });
    await waitFor(() => bench.log('being-stopped').includes('ready'));
    void client.processes.stop({ name: 'being-stopped' }).catch(() => undefined); // the daemon dies before it can answer
    const settled = { 'backing-off': 'backoff', failed: 'failed', 'being-stopped': 'stopping' };
    await waitFor(
      async () => {
        before = await statuses();
        return Object.entries(settled).every(([name, state]) => before.get(name)?.state === state);
      },
      { what: 'each to be in its state' },
    );
    await waitFor(() => bench.members('beheaded').length === 2, { what: 'the child of a shell' });
    await daemon.kill();

    for (const name of ['ends', 'beheaded']) process.kill(before.get(name)!.pid!, 'SIGKILL');
    rmSync(bench.pidFile('loses-its-file'));
    bench.configure({ processes: reconfigured });
    daemon = await bench.serve();
    await waitFor(async () => (await daemon.client.processes.get('beheaded')).state === 'running');
    after = await statuses();
  });

  afterAll(() => bench.close());

  it.each(['steady', 'has-crashed', 'loses-its-file', 'own-file', 'scaled-1', 'scaled-2', 'reprioritised', 'from-the-api'])(
    'adopts %s with its start time and its restarts, and has one copy of it',
    (name) => {
      expect(kept(after.get(name)!)).toEqual(kept(before.get(name)!));
      expect(after.get(name)).toMatchObject({ running: true, state: 'running', adopted: true, detected_by: 'exec:pid' });
      expect(bench.copies(name)).toEqual([before.get(name)!.pid]);
    },
  );

  it('remembers the restarts of before', () => expect(after.get('has-crashed')!.restarts).toBe(1));

  it('leaves down what its operator had stopped', () => {
    expect(after.get('parked')).toMatchObject({ running: false, state: 'stopped', adopted: false });
    expect(bench.copies('parked')).toEqual([]);
  });

  it('finishes a stop that was under way', async () => {
    await waitFor(async () => (await daemon.client.processes.get('being-stopped')).state === 'stopped');
    expect(bench.members('being-stopped')).toEqual([]);
  });

  it('leaves failed what had failed, and knows how', () => {
    expect(after.get('failed')).toMatchObject({ state: 'failed', running: false, exit_code: 3 });
  });

  it('goes on with what was waiting for its restart', async () => {
    await waitFor(() => bench.log('backing-off') === 'ran\nran\n', { what: 'one more run' });
  });

  it('ends what a dead leader has left behind before it starts a new one', () => {
    const sessions = bench.live().flatMap(({ process: name, session }) => (name === 'beheaded' ? [session] : []));
    expect(after.get('beheaded')).toMatchObject({ running: true, adopted: false });
    expect(new Set(sessions)).toEqual(new Set([after.get('beheaded')!.pid]));
  });

  it('starts again what has ended', () => {
    const { pid, adopted } = after.get('ends')!;
    expect(pid).not.toBe(before.get('ends')!.pid);
    expect(adopted).toBe(false);
    expect(bench.copies('ends')).toEqual([pid]);
  });

  it('finds a process whose PID file is missing by its run id, and writes the file again', () => {
    expect(readFileSync(bench.pidFile('loses-its-file'), 'utf8').split('\n')[0]).toBe(String(before.get('loses-its-file')!.pid));
  });

  it('restarts what is specified differently now', () => {
    const { pid } = after.get('changed')!;
    expect(pid).not.toBe(before.get('changed')!.pid);
    expect(bench.copies('changed')).toEqual([pid]);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).toContain('200000');
  });

  it.each(['leaver', 'scaled-3'])('ends %s, which the configuration no longer has, and removes its files', (name) => {
    expect(after.has(name)).toBe(false);
    expect(bench.copies(name)).toEqual([]);
    expect(existsSync(bench.pidFile(name))).toBe(false);
    expect(existsSync(bench.stateFile(name))).toBe(false);
  });

  it('adopts again after one more kill', async () => {
    await daemon.kill();
    daemon = await bench.serve();
    const again = await statuses();
    for (const [name, status] of after)
      if (status.state === 'running') expect([name, kept(again.get(name)!)]).toEqual([name, kept(status)]);
  });

  it('supervises what it has adopted: a crash is seen and restarted, a stop ends it', async () => {
    const { client } = daemon;
    process.kill(after.get('steady')!.pid!, 'SIGKILL');
    const fresh = await waitFor(async () => {
      const status = await client.processes.get('steady');
      return status.restarts === 1 && status.running && status;
    });
    expect(fresh.adopted).toBe(false);
    expect(bench.copies('steady')).toEqual([fresh.pid]);
    await client.processes.stop({ name: 'from-the-api' });
    expect(bench.copies('from-the-api')).toEqual([]);
    expect(await client.processes.get('from-the-api')).toMatchObject({ running: false, state: 'stopped', exit_code: null });
  });
});
