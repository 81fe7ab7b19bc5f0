import { join } from 'node:path';
import { runProgram } from '../machine/run-program.mjs';

const LOAD = join(import.meta.dirname, '..', 'load', 'status-load.mjs');
const CONNECTIONS = 8;

/** The status command, from its start to its end. @returns {Promise<number[]>} ms */
export async function measureStatusCommand(peer, samples) {
  const times = [];
  for (let n = 0; n < samples; n += 1) {
    const began = performance.now();
    await peer.statusCommand();
    times.push(performance.now() - began);
  }
  return times;
}

/** @returns {Promise<number>} requests a second for the status of everything */
export async function measureStatusRate(peer, seconds) {
  const load = peer.statusLoad();
  const args = [LOAD, JSON.stringify(load), String(seconds), String(CONNECTIONS)];
  const { requests, seconds: took } = JSON.parse(await runProgram(process.execPath, args, load.env ? { env: load.env } : {}));
  return requests / took;
}
