import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createInspector } from '#core';
import { DaemonBench, type DaemonProcess, type SpecInput } from '#testing';

const SLEEP: Omit<SpecInput, 'name'> = { command: 'sleep 100000', auto_restart: true };
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

describe('the PID file', () => {
  const bench = new DaemonBench('pid-file');
  let daemon: DaemonProcess;

  beforeAll(async () => {
    const spec = { name: 'plain', ...SLEEP, priority: 3 };
    bench.configure({ processes: [spec, { name: 'twin', ...SLEEP, instances: 2, pid_file: 'run/of/twin.pid' }] });
    daemon = await bench.serve();
  });
  afterAll(() => bench.close());

  it('has three lines: the PID, the spec, and when that process began', async () => {
    const { pid } = await daemon.client.processes.get('plain');
    const [first, second, third, ...more] = linesOf(bench.pidFile('plain'));
    const identity = createInspector().identify(pid!)!;
    expect(first).toBe(String(pid));
    expect(JSON.parse(second!)).toEqual({ name: 'plain', ...SLEEP, priority: 3 });
    expect(JSON.parse(third!)).toMatchObject({
      start_unix: identity.startUnix,
      start_ticks: identity.startTicks,
      boot_id: identity.bootId,
    });
    expect(more).toEqual([]);
  });

  it('is for the eyes of its owner alone, below directories for the owner and group', () => {
    expect(statSync(bench.pidFile('plain')).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(bench.pidFile('plain'))).mode & 0o777).toBe(0o750);
    expect(statSync(join(bench.directory.path, 'run/of')).mode & 0o777).toBe(0o750);
  });

  it('is one for each instance', async () => {
    for (const number of [1, 2]) {
      const { pid } = await daemon.client.processes.get(`twin-${number}`);
      expect(linesOf(join(bench.directory.path, `run/of/twin-${number}.pid`))[0]).toBe(String(pid));
    }
  });

  it('goes when the process ends for good, and comes back with the next start', async () => {
    await daemon.client.processes.stop({ name: 'plain' });
    expect(existsSync(bench.pidFile('plain'))).toBe(false);
    await daemon.client.processes.start({ name: 'plain' });
    expect(existsSync(bench.pidFile('plain'))).toBe(true);
  });
});

/** Live processes of somebody else, whose numbers PID files name wrongly. */
class Strangers {
  readonly #started: ChildProcess[] = [];

  constructor(readonly bench: DaemonBench) {}

  start(): number {
    const child = spawn('sleep', ['100000'], { env: { ...process.env, ...this.bench.env }, detached: true, stdio: 'ignore' });
    this.#started.push(child);
    return child.pid!;
  }

  get allLive(): boolean {
    return this.#started.every(({ pid, exitCode, signalCode }) => {
      return exitCode === null && signalCode === null && createInspector().identify(pid!) !== null;
    });
  }
}

describe('PID files without a record of the run beside them', () => {
  const bench = new DaemonBench('pid-evidence');
  const strangers = new Strangers(bench);
  const spec = (name: string): SpecInput => ({ name, ...SLEEP });
  const adoptable = ['one-line', 'two-lines', 'three-lines'];
  const misleading = ['dead', 'earlier-start', 'earlier-boot', 'older-than-its-process', 'torn', 'number-one'];
  const leavers = ['gone-alive', 'gone-forged', 'gone-plain'];
  const strangerOf: Record<string, number> = {};
  let pids: ReadonlyMap<string, number>;
  let daemon: DaemonProcess;

  const meta = (pid: number, more: object = {}): string => {
    const { startUnix, startTicks, bootId } = createInspector().identify(pid)!;
    return JSON.stringify({ start_unix: startUnix, start_ticks: startTicks, boot_id: bootId, ...more });
  };
  const write = (name: string, ...lines: (string | number)[]): string => bench.directory.write(`run/${name}.pid`, `${lines.join('\n')}\n`);
  const stranger = (name: string): number => (strangerOf[name] = strangers.start());

  beforeAll(async () => {
    bench.configure({ processes: [...adoptable, ...misleading, ...leavers].map(spec) });
    daemon = await bench.serve();
    pids = new Map((await daemon.client.processes.list()).map(({ name, pid }) => [name, pid!]));
    await daemon.kill();
    // From here on it looks as if another program had left these files: no records.
    rmSync(join(bench.directory.path, 'run/state'), { recursive: true });
    for (const name of [...misleading, 'gone-forged', 'gone-plain']) process.kill(pids.get(name)!, 'SIGKILL');

    const pidOf = (name: string): number => pids.get(name)!;
    write('one-line', pidOf('one-line'));
    write('two-lines', pidOf('two-lines'), JSON.stringify(spec('two-lines')));
    const { start_unix } = JSON.parse(meta(pidOf('three-lines'))) as { start_unix: number };
    write('three-lines', pidOf('three-lines'), JSON.stringify(spec('three-lines')), JSON.stringify({ start_unix }));

    const early = write('older-than-its-process', stranger('older-than-its-process'));
    utimesSync(early, start_unix - 3_600, start_unix - 3_600);
    write('earlier-start', stranger('earlier-start'), '{}', JSON.stringify({ start_unix: start_unix - 3_600 }));
    write('earlier-boot', stranger('earlier-boot'), '{}', meta(strangerOf['earlier-boot']!, { boot_id: 'another' }));
    write('torn', `${stranger('torn')}{"na`);
    write('number-one', 1, '{}', JSON.stringify({ start_unix: 0 }));
    const forged = stranger('gone-forged');
    write('gone-forged', forged, '{}', meta(forged, { start_unix: 1, start_ticks: 1 }));
    write('gone-plain', stranger('gone-plain'));

    bench.configure({ processes: [...adoptable, ...misleading].map(spec) });
    daemon = await bench.serve();
  });
  afterAll(() => bench.close());

  it.each(adoptable)('adopts by %s', async (name) => {
    expect(await daemon.client.processes.get(name)).toMatchObject({ pid: pids.get(name), adopted: true, running: true });
    expect(bench.copies(name)).toEqual([pids.get(name)]);
  });

  it.each(adoptable)('writes the file with %s anew, complete', (name) => {
    expect(linesOf(bench.pidFile(name))).toHaveLength(3);
    expect(linesOf(bench.pidFile(name))[0]).toBe(String(pids.get(name)));
  });

  it.each(misleading)('starts afresh where the file is %s', async (name) => {
    const { pid, adopted, running } = await daemon.client.processes.get(name);
    expect({ adopted, running }).toEqual({ adopted: false, running: true });
    expect([1, strangerOf[name], pids.get(name)]).not.toContain(pid);
    expect(bench.copies(name)).toEqual([pid]);
  });

  it('ends what it can prove to be a leftover and removes its file', () => {
    expect(bench.copies('gone-alive')).toEqual([]);
    expect(existsSync(bench.pidFile('gone-alive'))).toBe(false);
  });

  it('removes a file of its own kind that proves nothing, and leaves a plain one to its owner', () => {
    expect(existsSync(bench.pidFile('gone-forged'))).toBe(false);
    expect(existsSync(bench.pidFile('gone-plain'))).toBe(true);
  });

  it('stops what it has adopted without ever touching a process that the files named wrongly', async () => {
    await daemon.stop();
    expect(strangers.allLive).toBe(true);
    expect(adoptable.flatMap((name) => bench.copies(name))).toEqual([]);
  });
});

describe('a process called like the daemon', () => {
  it('is never taken for it', async () => {
    const bench = new DaemonBench('namesake');
    onTestFinished(() => bench.close());
    bench.configure({ processes: ['daemon', 'state', 'fifo', 'provisr'].map((name) => ({ name, ...SLEEP })) });
    const first = await bench.serve();
    const before = await first.client.processes.list();
    for (const { name, pid, adopted } of before) expect([name, bench.copies(name), adopted]).toEqual([name, [pid], false]);
    await first.kill();
    const second = await bench.serve();
    const after = await second.client.processes.list();
    expect(after.map(({ name, pid, adopted }) => ({ name, pid, adopted }))).toEqual(
      before.map(({ name, pid }) => ({ name, pid, adopted: true })),
    );
    await second.client.processes.stop({ name: 'daemon' });
    await second.client.daemon.ping();
  });
});
