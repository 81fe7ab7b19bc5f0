import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#client';
import type { ChangeResultDto } from '#contract';
import { DaemonBench, type DaemonProcess, type SpecInput, waitFor } from '#testing';

const sleep = (name: string, more: Omit<SpecInput, 'name'> = {}): SpecInput => ({
  name,
  command: 'sleep 100000',
  auto_restart: true,
  ...more,
});

describe('a reload', () => {
  let bench: DaemonBench;
  let daemon: DaemonProcess;
  let client: Client;

  const begin = async (processes: readonly SpecInput[]): Promise<void> => {
    bench.configure({ processes });
    daemon = await bench.serve();
    ({ client } = daemon);
  };
  const pids = async (): Promise<Record<string, number | null>> =>
    Object.fromEntries((await client.processes.list()).map(({ name, pid }) => [name, pid]));
  const changes = ({ added, removed, restarted, updated, unchanged }: ChangeResultDto): object => ({
    added,
    removed,
    restarted,
    updated,
    unchanged,
  });
  const nothing = { added: [], removed: [], restarted: [], updated: [], unchanged: [] };

  beforeEach(() => {
    bench = new DaemonBench('reload');
  });
  afterEach(() => bench.close());

  it('changes what differs, tells what, and touches nothing else', async () => {
    await begin([sleep('same'), sleep('gone'), sleep('changed'), sleep('tuned'), sleep('parked')]);
    const before = await pids();
    await client.processes.stop({ name: 'parked' });
    bench.configure({
      processes: [
        sleep('same'),
        sleep('changed', { env: ['NEW=1'] }),
        sleep('tuned', { priority: 9, stop_timeout: '2s', restart_interval: '5s', max_restarts: 2, log: { max_size_mb: 77 } }),
        sleep('parked', { command: 'sleep 200000' }),
        sleep('new'),
      ],
    });
    expect(changes(await client.daemon.reload())).toEqual({
      added: ['new'],
      removed: ['gone'],
      restarted: ['changed'],
      updated: expect.arrayContaining(['tuned', 'parked']),
      unchanged: ['same'],
    });
    const after = await pids();
    expect(Object.keys(after)).toEqual(['changed', 'new', 'parked', 'same', 'tuned']);
    expect(after).toMatchObject({ same: before['same'], tuned: before['tuned'], parked: null });
    expect(after['changed']).not.toBe(before['changed']);
    for (const name of ['same', 'changed', 'tuned', 'new']) expect([name, bench.copies(name)]).toEqual([name, [after[name]]]);
    expect([...bench.copies('gone'), ...bench.copies('parked')]).toEqual([]);

    expect(changes(await client.daemon.reload())).toEqual({ ...nothing, unchanged: expect.arrayContaining(Object.keys(after)) });
    expect(await pids()).toEqual(after);
  });

  it('comes with SIGHUP too', async () => {
    await begin([sleep('same'), sleep('gone')]);
    const { same } = await pids();
    bench.configure({ processes: [sleep('same'), sleep('new')] });
    daemon.signal('SIGHUP');
    await waitFor(async () => (await pids())['new']);
    await waitFor(() => bench.copies('gone').length === 0);
    expect((await pids())['same']).toBe(same);
  });

  it('scales by adding and removing instances, and leaves the others alone', async () => {
    await begin([sleep('web', { instances: 2 })]);
    const two = await pids();
    bench.configure({ processes: [sleep('web', { instances: 4 })] });
    expect((await client.daemon.reload()).added).toEqual(['web-3', 'web-4']);
    const four = await pids();
    expect(four).toMatchObject(two);
    expect(Object.keys(four)).toEqual(['web-1', 'web-2', 'web-3', 'web-4']);
    bench.configure({ processes: [sleep('web', { instances: 3 })] });
    expect((await client.daemon.reload()).removed).toEqual(['web-4']);
    const { 'web-4': _dropped, ...three } = four;
    expect(await pids()).toEqual(three);
    expect(bench.copies('web-4')).toEqual([]);
  });

  it('keeps what runs of a file of the programs directory that has become wrong, and takes it when it is right again', async () => {
    const file = bench.directory.write('programs/app.toml', '[spec]\nname = "app"\ncommand = "sleep 100000"\n');
    await begin([sleep('other')]);
    const before = await pids();
    bench.directory.write('programs/app.toml', '[spec]\nname = "app"\ncommnd = "sleep 200000"\n');
    bench.configure({ processes: [sleep('other'), sleep('new')] });
    const result = await client.daemon.reload();
    expect(result.added).toEqual(['new']);
    expect(result.warnings).toEqual(expect.arrayContaining([expect.stringMatching(/app\.toml:3.*"commnd".*"command"/)]));
    expect(await pids()).toMatchObject(before);

    bench.directory.write('programs/app.toml', '[spec]\nname = "app"\ncommand = "sleep 200000"\n');
    expect((await client.daemon.reload()).restarted).toEqual(['app']);
    rmSync(file);
    expect((await client.daemon.reload()).removed).toEqual(['app']);
    expect(bench.copies('app')).toEqual([]);
  });

  it('is refused as a whole when the main file is wrong', async () => {
    await begin([sleep('one'), sleep('two')]);
    const before = await pids();
    bench.directory.write('config.json', '{\n  "processes": [{ "spec": { "name": "one", "comand": "x" } }]\n}\n');
    await expect(client.daemon.reload()).rejects.toMatchObject({
      code: 'PROVISR_CONFIG_INVALID',
      message: expect.stringMatching(/config\.json:2/) as string,
    });
    daemon.signal('SIGHUP');
    await waitFor(() => daemon.output().includes('nothing was reloaded'), { what: 'the refusal in the log of the daemon' });
    expect(await pids()).toEqual(before);
    bench.configure({ processes: [sleep('one')] });
    expect((await client.daemon.reload()).removed).toEqual(['two']);
    expect((await pids())['one']).toBe(before['one']);
  });
});
