import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CgroupState, createInspector, findCgroups } from '#core';
import type { Client } from '#client';
import type { StatusDto } from '#contract';
import { DaemonBench, type DaemonProcess, type SpecInput, waitFor } from '#testing';
import { program } from '../program.js';

const inspector = createInspector();
const cgroups = findCgroups('provisr-test');

/** Every way to be held; without a writable cgroup hierarchy there is one. */
const WAYS: readonly { readonly way: string; readonly spec: object }[] = [
  { way: 'looked-for', spec: {} },
  ...(cgroups.dir === null ? [] : [{ way: 'in-a-cgroup', spec: { cgroup: true } }]),
];

/** After a failure there may be cgroups left: directories with directories in them, and files that cannot be removed. */
function removeTree(dir: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) if (entry.isDirectory()) removeTree(join(dir, entry.name));
  rmdirSync(dir);
}

describe('a program whose children leave its group', () => {
  const bench = new DaemonBench('trees');
  let daemon: DaemonProcess;
  let client: Client;
  /** Where the daemon keeps the cgroups of its processes. */
  let dir: string | null;

  const placeOf = (name: string): string => join(bench.directory.path, 'pids', name);
  /** Live processes that a program has started and noted. */
  const escaped = (name: string): readonly number[] =>
    readdirSync(placeOf(name))
      .filter((file) => !file.endsWith('.new'))
      .map((file) => Number(readFileSync(join(placeOf(name), file), 'utf8')))
      .filter((pid) => inspector.identify(pid) !== null);
  const specOf = (name: string, more: object): SpecInput => ({
    name,
    args: [program('escapes.sh'), placeOf(name)],
    stop_timeout: '250ms',
    restart_interval: '0s',
    ...more,
  });
  const launched = async (name: string, more: object): Promise<readonly number[]> => {
    mkdirSync(placeOf(name), { recursive: true });
    await client.processes.launch(specOf(name, more));
    await waitFor(() => bench.log(name).includes('ready'), { what: `${name} to be ready` });
    return escaped(name);
  };

  const every = (prefix: string, holds: (status: StatusDto) => boolean): Promise<unknown> =>
    waitFor(async () => (await client.processes.list()).filter(({ name }) => name.startsWith(prefix)).every(holds), {
      what: `all of ${prefix} to get there`,
    });

  beforeAll(async () => {
    bench.configure({});
    daemon = await bench.serve();
    ({ client } = daemon);
    ({ dir } = ((await client.daemon.debugProcesses()) as { cgroups: CgroupState }).cgroups);
  });
  afterAll(async () => {
    for (const name of readdirSync(join(bench.directory.path, 'pids'))) for (const pid of escaped(name)) process.kill(pid, 'SIGKILL');
    await bench.close();
    if (dir !== null && existsSync(dir)) removeTree(dir);
  });

  it.each(WAYS)('is gone with all of them after a stop, $way', async ({ way, spec }) => {
    const name = `stopped-${way}`;
    expect(await launched(name, { ...spec, env: { BARE: '1' } })).toHaveLength(6);
    await client.processes.stop({ name });
    expect(escaped(name)).toEqual([]);
    expect(bench.members(name)).toEqual([]);
    expect(await client.processes.get(name)).toMatchObject({ state: 'stopped', exit_signal: 'SIGTERM' });
  });

  it.each(WAYS)('is started again only when they are gone, $way', async ({ way, spec }) => {
    const name = `crashes-${way}`;
    const before = await launched(name, { ...spec, auto_restart: true });
    expect(before).toHaveLength(5);
    rmSync(placeOf(name), { recursive: true });
    mkdirSync(placeOf(name));
    process.kill((await client.processes.get(name)).pid!, 'SIGKILL');
    await waitFor(async () => (await client.processes.get(name)).restarts === 1, { what: 'the restart' });
    expect(before.filter((pid) => inspector.identify(pid) !== null)).toEqual([]);
    await waitFor(() => escaped(name).length === 5, { what: 'the second run to be ready' });
    await client.processes.stop({ name });
    expect(escaped(name)).toEqual([]);
  });

  it('says what it runs without when a limit cannot be set, and says nothing when it can', async () => {
    await client.processes.launch({ name: 'limited', command: 'sleep 100000', limits: { memory: '64MiB', nofile: 100 } });
    const { problems } = await client.processes.get('limited');
    if (cgroups.controllers.includes('memory')) expect(problems).toBeUndefined();
    else {
      expect(problems).toEqual([expect.stringMatching(/^limits\.memory cannot be had: /)]);
      expect(daemon.output()).toContain('limits.memory cannot be had');
    }
    expect((await client.daemon.debugProcesses()) as object).toMatchObject({
      tree_control: cgroups.dir === null ? 'process-group' : 'cgroup2',
      cgroups: { controllers: cgroups.controllers },
    });
  });

  it.runIf(cgroups.dir !== null)('leaves no cgroup behind', async () => {
    await client.processes.launch({ name: 'in-a-cgroup', command: 'sleep 100000', cgroup: true });
    expect(readdirSync(dir!).filter((name) => name.startsWith('p-in-a-cgroup-'))).toHaveLength(1);
    await client.processes.stop({ name: 'in-a-cgroup' });
    expect(existsSync(dir!) && readdirSync(dir!).some((name) => name.startsWith('p-in-a-cgroup-'))).toBe(false);
  });

  it('lets what another manager has started be', async () => {
    const name = 'a-manager';
    const run = ['setsid env PROVISR_RUN_ID=another sh -c', `'echo $$ >${placeOf(name)}/of-another; exec sleep 100000' & echo ready; wait`];
    const [other] = await (async () => {
      mkdirSync(placeOf(name), { recursive: true });
      await client.processes.launch({ name, command: run.join(' '), stop_timeout: '300ms' });
      return waitFor(() => (escaped(name).length === 1 ? escaped(name) : null), { what: 'the other process' });
    })();
    await client.processes.stop({ name });
    expect(escaped(name)).toEqual([other]);
  });

  it('is held and ended by the next daemon as well', async () => {
    const names = WAYS.flatMap(({ way }) => [`adopted-${way}`, `headless-${way}`, `unwanted-${way}`]);
    for (const { way, spec } of WAYS) {
      await launched(`adopted-${way}`, spec);
      await launched(`headless-${way}`, { ...spec, auto_restart: true });
      await launched(`unwanted-${way}`, spec);
    }
    const headless = WAYS.map(({ way }) => `headless-${way}`);
    const leaders = await Promise.all(headless.map(async (name) => (await client.processes.get(name)).pid!));
    const before = headless.flatMap((name) => [...escaped(name)]);
    for (const { way } of WAYS) void client.processes.stop({ name: `unwanted-${way}` }).catch(() => undefined); // the daemon dies before it can answer
    await every('unwanted', ({ state }) => state === 'stopping');
    await daemon.kill();
    // Without the leaders and their groups there is nobody left but those who have escaped.
    for (const leader of leaders) process.kill(-leader, 'SIGKILL');
    daemon = await bench.serve();
    ({ client } = daemon);
    await every('headless', ({ state, adopted }) => state === 'running' && !adopted);
    expect(before.filter((pid) => inspector.identify(pid) !== null)).toEqual([]);
    await waitFor(() => names.filter((name) => name.startsWith('unwanted')).every((name) => escaped(name).length === 0));
    expect(await client.processes.get(`adopted-${WAYS[0]!.way}`)).toMatchObject({ adopted: true, running: true });
    await client.processes.stop({ wildcard: '*' });
    for (const name of names) expect([name, escaped(name), bench.members(name)]).toEqual([name, [], []]);
  });
});
