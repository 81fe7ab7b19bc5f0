import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Client } from '#client';
import { DaemonBench, type DaemonProcess, printFigures, waitFor } from '#testing';

const CYCLES = Number(process.env['PROVISR_LEAK_CYCLES'] ?? 30);
/** What the heap may keep after any number of cycles: caches that were empty before the first. */
const KEPT_MB = 24;

/** What a daemon holds of the kernel, by kind. */
function holdings(pid: number, run: string): Readonly<Record<string, number>> {
  const count: Record<string, number> = {};
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    const kind = kindOf(pid, fd);
    if (kind !== null) count[kind] = (count[kind] ?? 0) + 1;
  }
  const entries = readdirSync(run, { recursive: true, withFileTypes: true });
  const fifos = entries.filter((entry) => entry.isFIFO()).length;
  const records = readdirSync(join(run, 'state')).length;
  return { ...count, fifos, records, threads: readdirSync(`/proc/${pid}/task`).length };
}

function kindOf(pid: number, fd: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`)
      .replace(/^(\w+):\[\d+\]$/, '$1')
      .replace(/^\/.*\/([\w.]+)$/, 'file $1');
  } catch {
    return null; // closed since the directory was read
  }
}

const residentMb = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1_024;

/** Everything that takes something and has to give it back. */
async function cycle(client: Client, bench: DaemonBench, daemon: DaemonProcess): Promise<void> {
  await client.processes.launch({
    name: 'launched',
    command: 'sh -c "echo one; echo two >&2; exec sleep 100000"',
    auto_restart: true,
    restart_interval: '0s',
  });
  await client.processes.register({ name: 'registered', command: 'sleep 100000', instances: 3 });
  const { pid } = await client.processes.get('launched');
  process.kill(pid!, 'SIGKILL');
  await waitFor(async () => (await client.processes.get('launched')).restarts > 0);
  await client.processes.restart({ wildcard: 'registered*' });
  await expect(client.processes.launch({ name: 'cannot', command: '/nonexistent' })).rejects.toThrow();
  await fetch(`${daemon.url}/api/logs?name=steady&tail=5`).then((answer) => answer.text());
  await client.daemon.metrics();
  await client.processes.unregister({ name: 'launched' });
  await client.processes.unregister({ name: 'cannot' }).catch(() => undefined);
  await client.processes.unregister({ name: 'registered' });
  expect(bench.copies('launched')).toEqual([]);
}

describe('a daemon that is used again and again', () => {
  it(`holds after ${CYCLES} cycles what it held before`, { timeout: 60_000 + CYCLES * 5_000 }, async () => {
    const bench = new DaemonBench('leaks');
    onTestFinished(() => bench.close());
    bench.configure({ programs_directory: 'programs', processes: [{ name: 'steady', command: 'sleep 100000' }] });
    const daemon = await bench.serve();
    const { client } = daemon;
    const held = (): Readonly<Record<string, number>> => holdings(daemon.pid, join(bench.directory.path, 'run'));
    for (let warm = 0; warm < 3; warm += 1) await cycle(client, bench, daemon);
    const [before, beforeMb] = [held(), residentMb(daemon.pid)];
    for (let at = 0; at < CYCLES; at += 1) await cycle(client, bench, daemon);
    await waitFor(() => {
      expect(held()).toEqual(before);
      return true;
    });
    const afterMb = residentMb(daemon.pid);
    printFigures(`${CYCLES} cycles: ${JSON.stringify(before)} as before, ${beforeMb.toFixed(0)} → ${afterMb.toFixed(0)} MB resident`);
    expect(afterMb - beforeMb).toBeLessThan(KEPT_MB);
    expect(await daemon.stop()).toBe(0);
  });
});
