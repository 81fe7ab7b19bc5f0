import { setTimeout as delay } from 'node:timers/promises';
import { exactProcessorMs, residentMib } from '../machine/proc.mjs';

/** How long a manager gets to come to rest after it has started everything, ms. V8 looks once more at its memory eight seconds after work. */
const SETTLE_MS = 12_000;

/** What a manager costs that has nothing to do: percent of one processor, and resident MiB. */
export async function measureRest(peer, seconds) {
  await delay(SETTLE_MS);
  const began = performance.now();
  const before = exactProcessorMs(peer.managerPids);
  await delay(seconds * 1_000);
  const used = exactProcessorMs(peer.managerPids) - before;
  return { cpuPercent: (100 * used) / (performance.now() - began), memoryMib: residentMib(peer.managerPids) };
}
