import { setTimeout as delay } from 'node:timers/promises';
import { HttpExchange } from '../load/http-exchange.mjs';
import { isAlive } from '../machine/proc.mjs';

const LIMIT_MS = 60_000;

/** Stops everything by the command line. @returns {Promise<number>} until it has answered and nothing lives any more, ms */
export function measureStopCommand(peer, arrivals) {
  return timeOf(() => peer.stopCommand(), arrivals.pids);
}

/** Stops everything by one request. */
export function measureStopRequest(peer, arrivals) {
  const exchange = new HttpExchange(peer.stopLoad());
  return timeOf(() => exchange.ask().finally(() => exchange.close()), arrivals.pids);
}

async function timeOf(order, pids) {
  const began = performance.now();
  await order();
  for (let left = pids.filter(isAlive); left.length > 0; left = left.filter(isAlive)) {
    if (performance.now() - began > LIMIT_MS) throw new Error(`${left.length} programs live on after the stop`);
    await delay(2);
  }
  return performance.now() - began;
}
