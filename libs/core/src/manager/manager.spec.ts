import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProcStat } from '../inspect/proc-stat.js';
import { parseCommand } from '../spawn/command-line.js';
import type { ProcessSpec } from '../process/spec.js';
import { SPEC_DEFAULTS } from '../process/spec-defaults.js';
import { createManager } from './create-manager.js';
import type { Manager } from './manager.js';
import type { Program } from './process-manager.js';

let dir: string;
const managers: Manager[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'provisr-manager-'));
});

afterEach(async () => {
  await Promise.all(managers.splice(0).map((manager) => manager.shutdown()));
  rmSync(dir, { recursive: true, force: true });
});

function newManager(): Manager {
  const manager = createManager({ stateDir: join(dir, 'run') });
  managers.push(manager);
  return manager;
}

function program(name: string, command: string, more: Partial<ProcessSpec> = {}): Program {
  const spec: ProcessSpec = {
    ...SPEC_DEFAULTS,
    name,
    argv: parseCommand(command),
    pidFile: join(dir, 'run', `${name}.pid`),
    retryIntervalMs: 50,
    restartIntervalMs: 50,
    restartMaxIntervalMs: 1_000,
    stopTimeoutMs: 5_000,
    log: {
      stdoutPath: null,
      stderrPath: null,
      maxSizeBytes: 0,
      maxBackups: 1,
      maxAgeDays: 0,
      compress: false,
      timestamps: false,
      sinks: [],
    },
    document: { name, command },
    ...more,
  };
  return { spec, origin: 'config', source: 'test' };
}

const named = (name: string) => ({ kind: 'name', name }) as const;
const everything = { kind: 'all' } as const;

describe('Manager with real processes', () => {
  it('starts, tells, stops, and leaves nothing behind', async () => {
    const manager = newManager();
    await manager.boot([program('a', 'sleep 60'), program('b', 'sleep 60', { instances: 2 })]);
    expect(manager.statuses(everything).map((status) => [status.name, status.state])).toEqual([
      ['a', 'running'],
      ['b-1', 'running'],
      ['b-2', 'running'],
    ]);
    const { pid } = manager.status('a');
    expect(readFileSync(join(dir, 'run/a.pid'), 'utf8').split('\n')[0]).toBe(String(pid));
    await manager.stop(named('b'));
    expect(manager.status('b-2')).toMatchObject({ state: 'stopped', running: false, pid: null, lastExit: { signal: 'SIGTERM' } });
    await manager.shutdown();
    expect(readProcStat(pid!)).toBeNull();
    expect(readdirSync(join(dir, 'run')).filter((file) => file.endsWith('.pid'))).toEqual([]);
    expect(readdirSync(join(dir, 'run/state'))).toEqual([]);
    expect(readdirSync(join(dir, 'run/fifo'))).toEqual([]);
  });

  it('answers a failed start with exit code, attempts and the last lines of stderr', async () => {
    const manager = newManager();
    await manager.boot([]);
    const [outcome] = await manager.launch(program('bad', 'echo oh no >&2; exit 3', { startDurationMs: 2_000, retryCount: 1 }));
    expect(outcome!.error).toMatchObject({
      code: 'PROVISR_START_FAILED',
      details: { exit_code: 3, attempts: 2, stderr_tail: ['oh no', 'oh no'] },
    });
    expect(outcome!.status.state).toBe('failed');
  });

  it('says what is wrong when a program cannot be executed', async () => {
    const manager = newManager();
    await manager.boot([]);
    const [outcome] = await manager.launch(program('none', '/no/such/program'));
    expect(outcome!.error?.message).toContain('cannot execute "/no/such/program": no such file');
  });

  it('restarts with back-off that shows, and a stop during it holds', async () => {
    const manager = newManager();
    const events: string[] = [];
    manager.events.subscribe((event) => events.push(event.type));
    await manager.boot([
      program('loop', 'exit 1', { autoRestart: 'always', restartIntervalMs: 20, restartMaxIntervalMs: 60_000, restartBackoff: 10 }),
    ]);
    await expect.poll(() => manager.status('loop')).toMatchObject({ state: 'backoff', restarts: 2, lastExit: { code: 1 } });
    expect(manager.status('loop').nextRestartAt).toBeGreaterThan(Date.now());
    await manager.stop(named('loop'));
    expect(manager.status('loop')).toMatchObject({ state: 'stopped', nextRestartAt: null });
    expect(events).toContain('process.backed-off');
  });

  it('kills a group whose members ignore the stop signal, and only then says stopped', async () => {
    const manager = newManager();
    await manager.boot([program('stubborn', `trap '' TERM; (trap '' TERM; sleep 60) & echo $!; sleep 60`)]);
    await expect.poll(() => manager.recentOutput('stubborn', 'stdout').toString()).toMatch(/\d+\n/);
    const child = Number(manager.recentOutput('stubborn', 'stdout').toString());
    await manager.stop(named('stubborn'), { waitMs: 100 });
    expect(readProcStat(child)?.state ?? 'gone').toMatch(/gone|Z/);
    expect(manager.status('stubborn').lastExit?.signal).toBe('SIGKILL');
  });

  it('ends what a leader leaves behind', async () => {
    const manager = newManager();
    await manager.boot([program('parent', `sleep 60 & echo $!; exit 0`)]);
    await expect.poll(() => manager.status('parent').state).toBe('stopped');
    const child = Number(manager.recentOutput('parent', 'stdout').toString());
    expect(readProcStat(child)?.state ?? 'gone').toMatch(/gone|Z/);
  });

  it.runIf(process.getuid?.() === 0)('lets a program of another user open /dev/stdout by name', async () => {
    chmodSync(dir, 0o755);
    const manager = newManager();
    await manager.boot([program('other', 'echo by name > /dev/stdout; id -un', { user: 'daemon' })]);
    await expect.poll(() => manager.recentOutput('other', 'stdout').toString()).toBe('by name\ndaemon\n');
  });

  it('follows a program that daemonises by its pid file', async () => {
    const pidPath = join(dir, 'own.pid');
    const manager = newManager();
    const daemonise = `setsid sh -c 'echo $$ > ${pidPath}; exec sleep 60' & sleep 0.1`;
    await manager.boot([program('forker', daemonise, { detectors: [{ type: 'pidfile', options: { path: pidPath } }] })]);
    await expect.poll(() => manager.status('forker').detectedBy).toBe(`pidfile:${pidPath}`);
    const { pid } = manager.status('forker');
    expect(pid).toBe(Number(readFileSync(pidPath, 'utf8')));
    await manager.stop(named('forker'));
    expect(readProcStat(pid!)?.state ?? 'gone').toMatch(/gone|Z/);
    expect(manager.status('forker').state).toBe('stopped');
  });

  it('fails the start of a process whose detector cannot be made', async () => {
    const manager = newManager();
    await manager.boot([program('odd', 'true', { detectors: [{ type: 'psychic', options: {} }] })]);
    expect(manager.status('odd')).toMatchObject({
      state: 'failed',
      lastExit: { error: expect.stringContaining('unknown detector "psychic"') },
    });
  });

  it('reloads: untouched, changed live, restarted, scaled, removed', async () => {
    const manager = newManager();
    const web = program('web', 'sleep 60', { instances: 2 });
    await manager.boot([
      program('same', 'sleep 60'),
      program('prio', 'sleep 60'),
      program('cmd', 'sleep 60'),
      web,
      program('gone', 'sleep 60'),
    ]);
    const pids = new Map(manager.statuses(everything).map((status) => [status.name, status.pid]));
    const desired = [
      program('same', 'sleep 60'),
      program('prio', 'sleep 60', { priority: 5 }),
      program('cmd', 'sleep 61'),
      program('web', 'sleep 60', { instances: 3 }),
      program('new', 'sleep 60'),
    ];
    expect(await manager.reload(desired, { dryRun: true })).toMatchObject({ restarted: ['cmd'], removed: ['gone'] });
    expect(manager.status('cmd').pid).toBe(pids.get('cmd'));
    const report = await manager.reload(desired);
    expect(report).toEqual({
      adopted: [],
      added: ['new', 'web-3'].sort(),
      removed: ['gone'],
      restarted: ['cmd'],
      updated: ['prio', 'web-1', 'web-2'],
      unchanged: ['same'],
    });
    const now = new Map(manager.statuses(everything).map((status) => [status.name, status.pid]));
    for (const name of ['same', 'prio', 'web-1', 'web-2']) expect(now.get(name)).toBe(pids.get(name));
    expect(now.get('cmd')).not.toBe(pids.get('cmd'));
    expect(now.has('gone')).toBe(false);
    expect(readProcStat(pids.get('gone')!)).toBeNull();
  });

  it('says what an update would do, and leaves everything as it is', async () => {
    const manager = newManager();
    await manager.boot([program('web', 'sleep 60', { instances: 2 })]);
    await manager.stop(named('web-2'));
    const { pid } = manager.status('web-1');
    const wouldDo = (next: Program): Promise<unknown> => manager.update(next, { dryRun: true });
    expect(await wouldDo(program('web', 'sleep 60', { instances: 2 }))).toMatchObject({ unchanged: ['web'], updated: [], restarted: [] });
    expect(await wouldDo(program('web', 'sleep 60', { instances: 2, priority: 1 }))).toMatchObject({ updated: ['web-1', 'web-2'] });
    // What was stopped stays so.
    expect(await wouldDo(program('web', 'sleep 61', { instances: 3 }))).toMatchObject({
      restarted: ['web-1'],
      updated: ['web-2'],
      added: ['web-3'],
    });
    expect(await wouldDo(program('other', 'sleep 60'))).toMatchObject({ added: ['other'] });
    expect(manager.statuses(everything).map(({ name }) => name)).toEqual(['web-1', 'web-2']);
    expect(manager.status('web-1').pid).toBe(pid);
    const next = program('web', 'sleep 61', { instances: 3 });
    const foreseen = await wouldDo(next);
    expect(await manager.update(next)).toEqual(foreseen);
  });

  it('answers a definition that comes while the boot waits for a slow start', async () => {
    const manager = newManager();
    const booted = manager.boot([program('slow', 'sleep 60', { startDurationMs: 60_000 })]);
    const [outcome] = await manager.launch({ ...program('quick', 'sleep 60'), origin: 'api' });
    expect(outcome).toMatchObject({ error: null, status: { state: 'running' } });
    expect(manager.status('slow').state).toBe('starting');
    await manager.shutdown();
    await booted;
  });

  it('starts one a turn of the event loop, and leaves down who was stopped before its turn came', async () => {
    const manager = newManager();
    const booted = manager.boot([program('many', 'sleep 600', { instances: 20 }), program('last', 'sleep 600')]);
    await manager.takenOver();
    const stopped = manager.stop({ kind: 'name', name: 'last' });
    await Promise.all([booted, stopped]);
    expect(manager.status('last')).toMatchObject({ state: 'stopped', wanted: false });
    expect(manager.statuses({ kind: 'base', base: 'many' }).map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'running'));
  });

  it('says who asked for an end', async () => {
    const manager = newManager();
    const causes: string[] = [];
    manager.events.subscribe((event) => {
      if (event.type === 'process.state') causes.push(`${event.to}: ${event.cause}`);
    });
    await manager.boot([program('a', 'sleep 60')]);
    await manager.stop(named('a'));
    expect(causes).toEqual(['starting: boot', 'running: boot', 'stopping: operator', 'stopped: operator']);
  });

  it('refuses to start a second daemon spec under a known name', async () => {
    const manager = newManager();
    await manager.boot([]);
    const api = (command: string): Program => ({ ...program('x', command), origin: 'api' });
    await manager.launch(api('sleep 60'));
    await expect(manager.launch(api('sleep 61'))).rejects.toMatchObject({ code: 'PROVISR_PROCESS_CONFLICT' });
    const { pid } = manager.status('x');
    await manager.launch(api('sleep 60'));
    expect(manager.status('x').pid).toBe(pid);
  });

  it('knows where a definition lives after it was written to a file', async () => {
    const manager = newManager();
    await manager.boot([]);
    await manager.launch({ ...program('x', 'sleep 60'), origin: 'api', source: null });
    const { pid } = manager.status('x');
    await manager.launch({ ...program('x', 'sleep 60'), origin: 'registered', source: '/programs/x.toml' });
    expect(manager.program('x')).toMatchObject({ origin: 'registered', source: '/programs/x.toml' });
    expect(manager.status('x').pid).toBe(pid);
  });

  it("leaves other people's plain pid files alone, and the processes they name", async () => {
    const bystander = newManager();
    await bystander.boot([]);
    await bystander.launch(program('bystander', 'sleep 60', { pidFile: join(dir, 'elsewhere.pid') }));
    const { pid } = bystander.status('bystander');
    const other = createManager({ stateDir: join(dir, 'other') });
    managers.push(other);
    writeFileSync(join(dir, 'other', 'sshd.pid'), `${pid}\n`);
    writeFileSync(join(dir, 'other', 'two.pid'), `${pid}\n{"name":"two"}\n`);
    await other.boot([]);
    expect(bystander.status('bystander')).toMatchObject({ pid, state: 'running' });
    expect(readdirSync(join(dir, 'other')).filter((file) => file.endsWith('.pid'))).toEqual(['sshd.pid', 'two.pid']);
  });

  it('never signals the process of a forged pid file', async () => {
    const bystander = newManager();
    await bystander.boot([]);
    await bystander.launch(program('bystander', 'sleep 60', { pidFile: join(dir, 'elsewhere.pid') }));
    const { pid } = bystander.status('bystander');
    const other = createManager({ stateDir: join(dir, 'other') });
    managers.push(other);
    writeFileSync(join(dir, 'other', 'victim.pid'), `${pid}\n{"name":"victim"}\n{"start_unix":1000}\n`);
    await other.boot([]);
    expect(bystander.status('bystander').pid).toBe(pid);
    expect(readProcStat(pid!)?.state).toMatch(/[SR]/);
    expect(existsSync(join(dir, 'other', 'victim.pid'))).toBe(false);
  });
});
