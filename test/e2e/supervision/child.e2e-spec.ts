import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInspector } from '#core';
import type { Client } from '#client';
import { DaemonBench, type DaemonProcess, MARK_VARIABLE, type SpecInput, waitFor } from '#testing';

const isRoot = process.getuid?.() === 0;

const fieldOf = (pid: number, name: string): string =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
const environmentOf = (pid: number): Record<string, string> => Object.fromEntries(createInspector().environmentOf(pid)!);

describe('a child', () => {
  const bench = new DaemonBench('child');
  let daemon: DaemonProcess;
  let client: Client;
  const foreign = openSync('/dev/zero', 'r');

  /** PID of a fresh `sleep` with these settings. */
  const pidOf = async (name: string, more: Omit<SpecInput, 'name'> = {}): Promise<number> => {
    const { processes } = await client.processes.launch({ name, command: 'sleep 100000', ...more });
    const { pid } = processes![0]!;
    // Programs that set limits, niceness or the user execute each other first, in the same PID.
    await waitFor(() => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n');
    return pid!;
  };

  beforeAll(async () => {
    bench.configure({});
    // More than the handful that Node marks close-on-exec by itself.
    daemon = await bench.serve({ extraFds: Array.from({ length: 24 }, () => foreign), env: { ONLY_THE_DAEMON: 'yes' } });
    ({ client } = daemon);
  });
  afterAll(() => {
    closeSync(foreign);
    return bench.close();
  });

  it('leads a session and a process group of its own', async () => {
    const pid = await pidOf('leader');
    expect(
      createInspector()
        .entries()
        .find((entry) => entry.pid === pid),
    ).toMatchObject({ session: pid, processGroup: pid });
  });

  it('has descriptors 0, 1 and 2 and no others, whatever the daemon was started with', async () => {
    const pid = await pidOf('clean');
    expect(readdirSync(`/proc/${pid}/fd`).sort()).toEqual(['0', '1', '2']);
    expect(readlinkSync(`/proc/${pid}/fd/0`)).toBe('/dev/null');
  });

  it('reads what stdin names', async () => {
    const pid = await pidOf('fed', { stdin: bench.directory.write('food', 'x') });
    expect(readlinkSync(`/proc/${pid}/fd/0`)).toBe(`${bench.directory.path}/food`);
  });

  it('sends stderr where stdout goes with redirect_stderr', async () => {
    const pid = await pidOf('merged', { redirect_stderr: true });
    expect(readlinkSync(`/proc/${pid}/fd/2`)).toBe(readlinkSync(`/proc/${pid}/fd/1`));
  });

  it('has default signal dispositions and an empty mask', async () => {
    const pid = await pidOf('signals');
    for (const field of ['SigBlk', 'SigIgn', 'SigCgt']) expect(fieldOf(pid, field)).toMatch(/^0+$/);
  });

  it('writes to a pipe that blocks, not to one that says EAGAIN', async () => {
    const pid = await pidOf('blocking');
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/1`, 'latin1'))![1]!;
    expect(Number.parseInt(flags, 8) & 0o4000).toBe(0);
  });

  it('sees the environment of the daemon beneath its own, and who it is', async () => {
    const pid = await pidOf('told', { env: ['OWN=1'] });
    expect(environmentOf(pid)).toMatchObject({ ONLY_THE_DAEMON: 'yes', OWN: '1', PROVISR_PROCESS: 'told', PROVISR_INSTANCE: '0' });
    expect(environmentOf(pid)).not.toHaveProperty('NODE_CHANNEL_FD');
  });

  it('runs in work_dir with umask, niceness, OOM score and limits as asked', async () => {
    const pid = await pidOf('arranged', {
      work_dir: bench.directory.path,
      umask: '027',
      nice: 5,
      oom_score_adj: 500,
      limits: { nofile: 321, core: 0, fsize: '5MiB' },
    });
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe(bench.directory.path);
    expect(fieldOf(pid, 'Umask')).toBe('0027');
    expect(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[16]).toBe('5');
    expect(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8')).toBe('500\n');
    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
    expect(limits).toMatch(/^Max open files\s+321\s+321/m);
    expect(limits).toMatch(/^Max core file size\s+0\s+0/m);
    expect(limits).toMatch(/^Max file size\s+5242880\s+5242880/m);
  });

  it.runIf(isRoot)('becomes another user with the groups and the home of that account', async () => {
    const [name, , uid, gid, , home] = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('daemon:'))!
      .split(':');
    const pid = await pidOf('demoted', { user: 'daemon', work_dir: '/' });
    expect(fieldOf(pid, 'Uid').split('\t')).toEqual([uid, uid, uid, uid]);
    expect(fieldOf(pid, 'Gid').split('\t')).toEqual([gid, gid, gid, gid]);
    expect(fieldOf(pid, 'Groups').trim().split(' ')).toEqual([gid]);
    expect(environmentOf(pid)).toMatchObject({ HOME: home, USER: name, LOGNAME: name });
    expect(readdirSync(`/proc/${pid}/fd`).sort()).toEqual(['0', '1', '2']);
    await client.processes.stop({ name: 'demoted' });
    expect(bench.copies('demoted')).toEqual([]);
  });

  it('has its files and its number as one of several instances', async () => {
    await client.processes.launch({ name: 'many', args: ['sh', '-c', 'echo "$PROVISR_INSTANCE"; exec sleep 100000'], instances: 3 });
    for (const number of [1, 2, 3]) {
      const { pid, instance_of } = await client.processes.get(`many-${number}`);
      expect(instance_of).toBe('many');
      expect(readFileSync(bench.pidFile(`many-${number}`), 'utf8').split('\n')[0]).toBe(String(pid));
      await expect.poll(() => bench.log(`many-${number}`), { timeout: 5_000 }).toBe(`${number}\n`);
    }
  });
});

describe('the environment of a child with use_os_env = false', () => {
  const bench = new DaemonBench('environment');
  const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'SHELL'];
  let environment: Record<string, string>;
  let secondEnvironment: Record<string, string>;

  beforeAll(async () => {
    bench.directory.write('vars.env', '# layers\nexport LAYER="file"\nFROM_FILE=file\nQUOTED=\'a b\'\n');
    bench.configure({
      use_os_env: false,
      env_files: ['vars.env'],
      env: [
        ...Object.entries(bench.env).map((pair) => pair.join('=')),
        'LAYER=global',
        'FROM_GLOBAL=global',
        'GREETING=hello ${FROM_FILE}',
      ],
      processes: [
        {
          name: 'first',
          command: 'sleep 100000',
          env: ['LAYER=spec', 'JOINED=${FROM_FILE}-${FROM_GLOBAL}', 'UNKNOWN=${NOBODY}', 'PRICE=$$5'],
        },
        { name: 'second', command: 'sleep 100000' },
      ],
    });
    const { client } = await bench.serve({ env: { ONLY_THE_DAEMON: 'yes', TZ: 'UTC' } });
    environment = environmentOf((await client.processes.get('first')).pid!);
    secondEnvironment = environmentOf((await client.processes.get('second')).pid!);
  });
  afterAll(() => bench.close());

  it('is built in layers: files, global, spec, with what is needed of the daemon beneath', () => {
    const { [MARK_VARIABLE]: mark, PROVISR_RUN_ID: runId, ...rest } = environment;
    const passedOn = Object.fromEntries(Object.entries(rest).filter(([name]) => PASSED_ON.includes(name)));
    const own = Object.fromEntries(Object.entries(rest).filter(([name]) => !PASSED_ON.includes(name)));
    expect(mark).toBe(bench.env[MARK_VARIABLE]);
    expect(runId).toMatch(/^[0-9a-f-]{36}$/);
    expect(passedOn).toMatchObject({ PATH: process.env['PATH'], TZ: 'UTC' });
    expect(own).toEqual({
      LAYER: 'spec',
      FROM_FILE: 'file',
      FROM_GLOBAL: 'global',
      QUOTED: 'a b',
      GREETING: 'hello file',
      JOINED: 'file-global',
      UNKNOWN: '${NOBODY}',
      PRICE: '$5',
      PROVISR_PROCESS: 'first',
      PROVISR_INSTANCE: '0',
    });
  });

  it('is one for each process', () => {
    expect(secondEnvironment).toMatchObject({ LAYER: 'global', PROVISR_PROCESS: 'second' });
    expect(secondEnvironment).not.toHaveProperty('JOINED');
    expect(secondEnvironment['PROVISR_RUN_ID']).not.toBe(environment['PROVISR_RUN_ID']);
  });
});
