import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DaemonBench, type DaemonProcess, printFigures, waitFor } from '#testing';
import { program } from '../program.js';
import { type OpenStream, openStream } from './open-stream.js';

const MEGABYTES = Number(process.env['PROVISR_FLOOD_MB'] ?? 100);
/** Of each kind. */
const READERS = 5;
/** Of all readers together, beyond the flood alone: mostly the garbage collector's mood. Queues for them would hold 500 MB. */
const FLAT_WITHIN_BYTES = 48 * 1024 * 1024;

const bench = new DaemonBench('slow-readers');
let daemon: DaemonProcess;

beforeAll(async () => {
  bench.configure({ processes: [{ name: 'busy', command: 'sleep 600' }] });
  daemon = await bench.serve();
});

afterAll(async () => {
  await daemon?.stop();
  await bench.close();
});

const residentBytes = (): number => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.pid}/status`, 'utf8'))![1]) * 1024;
const openFiles = (): number => readdirSync(`/proc/${daemon.pid}/fd`).length;
const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

function leave(readers: readonly OpenStream[]): void {
  for (const reader of readers) reader.leave();
}

interface Flood {
  readonly tookMs: number;
  readonly mostBytes: number;
}

/** Launches a process that writes as fast as it can, and measures until it is through. */
async function flood(name: string, whenLaunched: () => Promise<void>): Promise<Flood> {
  let mostBytes = residentBytes();
  const watching = setInterval(() => (mostBytes = Math.max(mostBytes, residentBytes())), 20);
  onTestFinished(() => clearInterval(watching));
  const go = join(bench.directory.path, `${name}.go`);
  const args = ['/bin/sh', '-c', `echo ready; until [ -e ${go} ]; do sleep 0.01; done; exec "$@"`, 'sh', process.execPath];
  await daemon.client.processes.launch({
    name,
    args: [...args, program('floods-stdout.mjs'), String(MEGABYTES)],
    log: { dir: bench.logDir, max_size_mb: 10, max_backups: 2 },
  });
  await whenLaunched();
  bench.directory.write(`${name}.go`, '');
  const from = performance.now();
  await waitFor(() => bench.log(name, 'stderr') === 'done\n', { what: 'the flood to be over', timeoutMs: 60_000 });
  const tookMs = performance.now() - from;
  clearInterval(watching);
  await daemon.client.processes.stop({ name });
  return { tookMs, mostBytes };
}

/** A flood beside readers that are connected before it begins and never read; they vanish after it. */
async function floodBesideReaders(name: string): Promise<Flood> {
  const readers: OpenStream[] = [];
  onTestFinished(() => leave(readers));
  let filesBefore = 0;
  const result = await flood(name, async () => {
    filesBefore = openFiles();
    for (let i = 0; i < READERS; i += 1) {
      readers.push(await openStream(`${daemon.url}/processes/${name}/logs?follow=true&tail=100000`, {}, { read: false }));
      readers.push(await openStream(`${daemon.url}/events?last_event_id=0`, {}, { read: false }));
    }
  });
  leave(readers);
  await waitFor(() => openFiles() <= filesBefore, { what: 'the files and connections of readers that vanished to be closed' });
  return result;
}

describe('readers that do not read', () => {
  it(`cost a bounded amount of memory and never hold up a process that writes ${MEGABYTES} MB`, async () => {
    const alone = await flood('alone', async () => undefined);
    // It would never be over if a reader that does not read could hold the process up.
    const beside = await floodBesideReaders('beside');
    const cost = beside.mostBytes - alone.mostBytes;
    printFigures(
      `${MEGABYTES} MB in ${Math.round(alone.tookMs)} ms alone (at most ${mib(alone.mostBytes)}), in ${Math.round(beside.tookMs)} ms ` +
        `beside ${2 * READERS} readers that do not read (${(beside.tookMs / alone.tookMs).toFixed(2)} times; ${mib(cost / (2 * READERS))} each)`,
    );
    expect(cost).toBeLessThan(FLAT_WITHIN_BYTES);
  }, 120_000);

  it('are refused when they are too many, and let in when others have gone', async () => {
    const readers = await Promise.all(Array.from({ length: 100 }, () => openStream(`${daemon.url}/events`)));
    onTestFinished(() => leave(readers));
    await expect(daemon.client.events.follow().next()).rejects.toMatchObject({
      code: 'PROVISR_RATE_LIMITED',
      details: { retry_after: expect.any(Number) as number },
    });
    readers.pop()?.leave();
    await waitFor(async () => {
      const reader = await openStream(`${daemon.url}/events`);
      reader.leave();
      return reader.status === 200;
    });
  });
});

describe('events', () => {
  it('reach every reader, the same for all', async () => {
    const readers = await Promise.all(Array.from({ length: 10 }, () => openStream(`${daemon.url}/events`)));
    onTestFinished(() => leave(readers));
    const count = (text: string): number => text.split('\nevent: ').length - 1;
    const from = performance.now();
    for (let round = 0; round < 20; round += 1) await daemon.client.processes.restart({ name: 'busy' });
    const told = (): ReadonlySet<string> => new Set(readers.map((reader) => reader.text()));
    await waitFor(() => told().size === 1 && count(readers[0]!.text()) >= 20 * 6);
    const events = count(readers[0]!.text());
    printFigures(`${events} events to ${readers.length} readers in ${Math.round(performance.now() - from)} ms, 20 restarts included`);
    expect(events).toBeLessThan(20 * 10);
  });
});
