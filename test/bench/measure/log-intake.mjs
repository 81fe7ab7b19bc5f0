import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processorMs, residentMib } from '../machine/proc.mjs';

const [LOOK_EVERY_MS, LIMIT_MS] = [4, 60_000];

/** Bytes of all files of a program, rotated ones too. */
function stored(directory, name) {
  const files = readdirSync(directory).filter((file) => file.startsWith(name));
  return files.reduce((sum, file) => sum + (statSync(join(directory, file), { throwIfNoEntry: false })?.size ?? 0), 0);
}

/**
 * Lets a program that waits for it write, and looks until every byte lies in the files.
 * @returns {Promise<{ mbPerSecond: number, cpuSecondsPerGb: number, grewMib: number }>} `grewMib`: the most memory seen, less that before
 */
export async function measureLogIntake(peer, arrivals, { name, bytes }) {
  const { pid } = arrivals.latest.get(name);
  const [memoryBefore, cpuBefore, wanted] = [residentMib(peer.managerPids), processorMs(peer.managerPids), stored(peer.logs, name) + bytes];
  let most = memoryBefore;
  const seen = arrivals.all.length;
  process.kill(pid, 'SIGUSR1');
  const deadline = performance.now() + LIMIT_MS;
  while (stored(peer.logs, name) < wanted) {
    if (performance.now() > deadline) throw new Error(`${peer.name} stored ${stored(peer.logs, name)} of ${wanted} bytes of ${name}`);
    most = Math.max(most, residentMib(peer.managerPids));
    await delay(LOOK_EVERY_MS);
  }
  const doneAtMs = Number(process.hrtime.bigint()) / 1e6;
  const begins = await arrivals.until(
    ({ all }) => all.slice(seen).find((one) => one.label === name && one.event === 'begins'),
    'the writing',
  );
  const seconds = (doneAtMs - begins.atMs) / 1_000;
  const cpuSeconds = (processorMs(peer.managerPids) - cpuBefore) / 1_000;
  return { mbPerSecond: bytes / 1e6 / seconds, cpuSecondsPerGb: cpuSeconds / (bytes / 1e9), grewMib: most - memoryBefore };
}
