import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Client } from '#client';
import type { StatusDto } from '#contract';
import { FAILPOINTS, type Failpoint } from '#core';
import { accountOfLines, DaemonBench, type SpecInput, waitFor } from '#testing';
import { program } from '../e2e/program.js';
import { logLines } from './log-lines.js';

/** How often each is reached before the daemon dies there. */
const OCCURRENCES = (process.env['PROVISR_OCCURRENCES'] ?? '1,2,5').split(',').map(Number);

const counter: SpecInput = {
  name: 'counter',
  command: program('counts-lines.sh'),
  env: ['BATCH=200', 'PAUSE=0.01'],
  auto_restart: true,
  log: { max_size_mb: 1, max_backups: 1_000 },
};
/** Fills a log file, so that it is rotated, in a fraction of a second. */
const flood: SpecInput = {
  name: 'flood',
  args: [process.execPath, program('floods-stdout.mjs')],
  auto_restart: false,
  log: { max_size_mb: 1, max_backups: 3 },
};
const steady = (at: number): SpecInput => ({ name: `steady-${at}`, command: 'sleep 100000', auto_restart: true, restart_interval: '0s' });

/** Everything that reaches a failpoint, again and again, until the daemon is dead. */
async function orderAbout(client: Client, upgrades: boolean, isDead: () => boolean): Promise<void> {
  const orders: readonly (() => Promise<unknown>)[] = [
    () => client.processes.launch({ name: 'launched', command: 'sleep 100000', auto_restart: true }),
    () => client.processes.restart({ name: 'steady-0' }),
    () => client.processes.register({ name: 'registered', command: 'sleep 100000', auto_restart: true }),
    () => client.processes.stop({ wildcard: 'steady-1*' }),
    () => client.processes.start({ wildcard: 'steady-1*' }),
    () => client.processes.unregister({ name: 'registered' }),
    () => client.processes.unregister({ name: 'launched' }),
    ...(upgrades ? [() => client.daemon.upgrade()] : []),
  ];
  for (let at = 0; !isDead(); at++) await orders[at % orders.length]!().catch(() => undefined);
}

const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}/exe`);

/** A daemon that is to die at a failpoint, wherever that is: before it is ready, or under orders. */
async function dieAt(bench: DaemonBench, failpoint: string): Promise<void> {
  const daemon = await bench.open({ env: { PROVISR_FAILPOINT: failpoint } }).catch(() => null);
  if (daemon === null) return;
  onTestFinished(() => daemon.kill());
  await orderAbout(daemon.client, failpoint.startsWith('reexec.'), () => isGone(daemon.pid));
  await waitFor(() => isGone(daemon.pid));
}

/** What a manager that came after must have made of it, whatever happened. */
async function expectOrder(bench: DaemonBench, statuses: readonly StatusDto[]): Promise<void> {
  const live = bench.live().filter(({ process, pid, session }) => process !== null && pid === session);
  const running = statuses.filter((status) => status.running);
  expect(live.map(({ process, pid }) => `${process} ${pid}`).sort()).toEqual(running.map(({ name, pid }) => `${name} ${pid}`).sort());
  const run = join(bench.directory.path, 'run');
  expect(
    readdirSync(run)
      .filter((file) => file.endsWith('.pid'))
      .sort(),
  ).toEqual(running.map(({ name }) => `${name}.pid`).sort());
  const known = new Set(statuses.map(({ name }) => name));
  const recorded = readdirSync(join(run, 'state')).filter((file) => !known.has(file.replace(/\.json$/, '')));
  expect(recorded, 'records of processes that nobody knows').toEqual([]);
}

describe('a daemon that dies between two steps', () => {
  // Images after the first count anew.
  const cases = FAILPOINTS.flatMap((name) => (name.startsWith('reexec.') ? [1] : OCCURRENCES).map((count) => ({ name, count })));

  it.each(cases)(
    'leaves the next one nothing that it cannot put right: $name, time $count',
    async ({ name, count }: { name: Failpoint; count: number }) => {
      const bench = new DaemonBench('failpoint');
      onTestFinished(() => bench.close());
      bench.configure({ programs_directory: 'programs', processes: [counter, flood, ...[0, 10, 11, 12].map(steady)] });
      if (name.startsWith('adopt.')) await (await bench.serve()).kill();
      await dieAt(bench, `${name}:${count}`);

      const daemon = await bench.serve();
      const wanted = ['counter', 'steady-0'];
      await waitFor(async () => (await daemon.client.processes.list()).every((status) => !wanted.includes(status.name) || status.running));
      await waitFor(async () =>
        (await daemon.client.processes.list()).every(({ state }) => ['running', 'stopped', 'failed'].includes(state)),
      );
      await waitFor(async () => {
        await expectOrder(bench, await daemon.client.processes.list());
        return true;
      });
      await daemon.client.processes.stop({ name: 'counter' });
      const { doubled, disordered, garbled, missing } = accountOfLines(
        logLines(bench.logDir, 'counter').filter((line) => !line.startsWith('last ')),
      );
      expect({ doubled, disordered, garbled, missing }).toEqual({ doubled: 0, disordered: 0, garbled: [], missing: 0 });
      expect(await daemon.stop()).toBe(0);
      await waitFor(() => bench.live().length === 0, { what: 'everything to be stopped' });
    },
  );
});
