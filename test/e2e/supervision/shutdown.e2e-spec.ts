import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DaemonBench, type SpecInput, waitFor } from '#testing';
import { program } from '../program.js';

describe('SIGTERM to the daemon', () => {
  it('stops in reverse priority, one priority after the other, and leaves detached ones running for the next daemon', async () => {
    const bench = new DaemonBench('shutdown');
    onTestFinished(() => bench.close());
    const notes = join(bench.directory.path, 'notes');
    const noting = (name: string, priority: number, lingers = '0.1'): SpecInput => ({
      name,
      priority,
      args: [program('notes-its-end.sh'), notes, name],
      env: [`LINGERS=${lingers}`],
      auto_restart: true,
    });
    bench.configure({
      processes: [
        noting('last', 30, '0.2'),
        noting('first', 10),
        noting('middle-slow', 20, '0.3'),
        noting('middle', 20),
        { name: 'left', command: program('counts-lines.sh'), env: ['PAUSE=0.01'], detached: true, auto_restart: true, priority: 25 },
      ],
    });
    const daemon = await bench.serve();
    const names = ['first', 'middle', 'middle-slow', 'last'];
    await waitFor(() => names.every((name) => bench.log(name).includes('ready')), { what: 'the traps to be set' });
    const statuses = new Map((await daemon.client.processes.list()).map((status) => [status.name, status]));
    const startedAt = ['first', 'middle', 'left', 'last'].map((name) => Date.parse(statuses.get(name)!.started_at!));
    expect(startedAt).toEqual([...startedAt].sort((left, right) => left - right));

    expect(await daemon.stop()).toBe(0);
    expect(readFileSync(notes, 'utf8').trim().split('\n')).toEqual(['last', 'middle', 'middle-slow', 'first']);
    expect(names.flatMap((name) => bench.members(name))).toEqual([]);
    expect(names.filter((name) => existsSync(bench.pidFile(name)))).toEqual([]);
    expect(bench.copies('left')).toEqual([statuses.get('left')!.pid]);
    expect(existsSync(bench.pidFile('left'))).toBe(true);

    // Its output goes on without any daemon: it holds its log files itself.
    const stored = bench.log('left').length;
    await waitFor(() => bench.log('left').length > stored, { what: 'output of the detached process' });

    const next = await bench.serve();
    expect(await next.client.processes.get('left')).toMatchObject({ pid: statuses.get('left')!.pid, adopted: true, restarts: 0 });
    await next.client.processes.stop({ name: 'left' });
    expect(bench.members('left')).toEqual([]);
  });

  it('ends by SIGINT too, and a second signal does not cut short what processes are given to end', async () => {
    const bench = new DaemonBench('interrupt');
    onTestFinished(() => bench.close());
    const notes = join(bench.directory.path, 'notes');
    bench.configure({ processes: [{ name: 'slow', args: [program('notes-its-end.sh'), notes, 'slow'], env: ['LINGERS=0.4'] }] });
    const daemon = await bench.serve();
    await waitFor(() => bench.log('slow').includes('ready'));
    daemon.signal('SIGINT');
    daemon.signal('SIGTERM');
    expect(await daemon.stop()).toBe(0);
    expect(readFileSync(notes, 'utf8')).toBe('slow\n');
    expect(bench.live()).toEqual([]);
  });
});
