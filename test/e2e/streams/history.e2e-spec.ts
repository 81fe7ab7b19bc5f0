import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '#client';
import type { HistoryEntryDto } from '#contract';
import { DaemonBench, waitFor } from '#testing';
import { newToken } from '../security/tokens.js';

const admin = newToken('ann', 'admin');
const entry = (type: string, spec: object): object => ({ type, spec });

let bench: DaemonBench;

afterEach(() => bench.close());

function configure(more: object = {}): void {
  const config = {
    env: bench.env,
    server: { listen: '127.0.0.1:0', auth: { tokens: [admin.entry] } },
    history: { dir: 'past' },
    processes: [
      entry('process', { name: 'web', command: 'sleep 600' }),
      entry('cronjob', { name: 'nightly', schedule: '@every 1h', command: "sh -c 'exit 4'" }),
    ],
    ...more,
  };
  bench.directory.write('config.json', JSON.stringify(config));
}

describe('the history', () => {
  it('holds everything that happens, with who asked for it, over the death of the daemon', async () => {
    bench = new DaemonBench('history');
    configure();
    const first = await bench.serve({ token: admin.value });
    const { client } = first;
    await client.processes.restart({ name: 'web' });
    await client.processes.register({ name: 'more', command: 'sleep 600' });
    await client.processes.unregister({ name: 'more' });
    await client.cronjobs.trigger('nightly');
    await waitFor(async () => (await client.cronjobs.history('nightly'))[0]?.result === 'failed', { what: 'the end of the run' });
    await client.cronjobs.suspend('nightly');
    // What is so already does not happen again.
    await client.cronjobs.suspend('nightly');
    await client.cronjobs.resume('nightly');
    await client.daemon.reload();
    configure({ nonsense: 1 });
    await expect(client.daemon.reload()).rejects.toMatchObject({ code: 'PROVISR_CONFIG_INVALID' });
    await expect(createClient({ baseUrl: first.url, token: 'wrong' }).processes.list()).rejects.toMatchObject({
      code: 'PROVISR_AUTH_REQUIRED',
    });
    const seen = (await client.events.history({ limit: 1000 })).events;
    await first.kill();

    configure();
    bench.directory.write('run/daemon.version', '0.0.1\n');
    const second = await bench.serve({ token: admin.value });
    const page = await second.client.events.history({ limit: 1000 });
    const before = page.events.slice(-seen.length);
    expect(before).toEqual(seen);
    expect(page.events.find(({ event }) => event.type === 'daemon.upgraded')?.event).toMatchObject({ from: '0.0.1' });
    expectEverything(before);
    // A reader of the first daemon goes on with the second where it was, without a gap.
    const followed: string[] = [];
    const stream = second.client.events.follow({ lastEventId: before[10]!.id });
    for await (const { id } of stream) {
      followed.push(String(id));
      if (followed.length === 10) break;
    }
    expect(followed).toEqual(
      before
        .slice(0, 10)
        .map(({ id }) => id)
        .reverse(),
    );
    expect(readdirSync(join(bench.directory.path, 'past'))).toHaveLength(2);
    expect(existsSync(join(bench.directory.path, 'run', 'history'))).toBe(false);

    const cli = await bench.cli(['history', '--name', 'web', '--type', 'process.asked', '--api-url', second.url, '--token', admin.value]);
    expect(cli.stdout).toMatch(/web {2}restart asked for by ann \(admin\)\n/);
    expect(await second.stop()).toBe(0);
  });
});

function expectEverything(entries: readonly HistoryEntryDto[]): void {
  const of = (type: string): unknown => entries.find(({ event }) => event.type === type)?.event;
  const by = { name: 'ann', role: 'admin', via: 'token' };
  expect(entries.at(-1)?.event).toMatchObject({ type: 'daemon.started', pid: expect.any(Number) as number });
  expect(of('program.registered')).toMatchObject({ name: 'more', by });
  expect(of('program.unregistered')).toMatchObject({ name: 'more', by });
  expect(of('cron.started')).toMatchObject({ cronjob: 'nightly', trigger: 'manual' });
  expect(of('cron.finished')).toMatchObject({ cronjob: 'nightly', result: 'failed', exit_code: 4 });
  expect(entries.flatMap(({ event }) => (event.type === 'cron.suspended' || event.type === 'cron.resumed' ? [event] : []))).toMatchObject([
    { type: 'cron.resumed', cronjob: 'nightly', by },
    { type: 'cron.suspended', cronjob: 'nightly', by },
  ]);
  expect(of('config.reloaded')).toMatchObject({ by, unchanged: 1 });
  expect(of('config.reload-failed')).toMatchObject({ by, message: expect.stringContaining('config.json') as string });
  expect(of('auth.failed')).toMatchObject({ code: 'PROVISR_AUTH_REQUIRED', what: 'list' });
  expect(of('process.exited')).toBeDefined();
}
