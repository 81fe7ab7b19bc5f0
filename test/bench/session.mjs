import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Arrivals } from './machine/arrivals.mjs';
import { runsFor } from './machine/proc.mjs';

/** How to end what runs now, for an interruption. */
const open = new Set();

/**
 * A directory with one manager in it that is prepared for some programs and not yet started; whatever is left of it is ended and removed
 * after `work`, also when that throws.
 * @param {{ peer: object, scratch: string, programsOf: (arrivals: Arrivals) => object[] }} what
 * @param {(arrivals: Arrivals, directory: string) => Promise<void>} work
 */
export async function inSession({ peer, scratch, programsOf }, work) {
  const directory = mkdtempSync(join(scratch, 's-'));
  mkdirSync(join(directory, 'logs'));
  const arrivals = new Arrivals(join(directory, 'arrivals'));
  const end = async () => {
    open.delete(end);
    await peer.end().catch((error) => process.stderr.write(`${peer.name} did not end as it should: ${error.message}\n`));
    for (const { pid } of arrivals.all) if (runsFor(pid, arrivals.path)) process.kill(pid, 'SIGKILL');
    arrivals.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  open.add(end);
  try {
    peer.prepare(directory, programsOf(arrivals));
    await work(arrivals, directory);
  } finally {
    if (open.has(end)) await end();
  }
}

/** Ends what runs now. */
export async function endOpenSessions() {
  await Promise.all([...open].map((end) => end()));
}

/** So many sleepers, each restarted when it ends. */
export function sleepers(path, count) {
  return (arrivals) => Array.from({ length: count }, (_, n) => ({ name: `p${n}`, argv: [path, arrivals.path, `p${n}`], restarts: true }));
}

/** One program that writes each of these amounts when it is told to. */
export function writers(path, amounts) {
  return (arrivals) =>
    amounts.map((bytes) => ({ name: writerOf(bytes), argv: [path, arrivals.path, writerOf(bytes), String(bytes)], restarts: false }));
}

/** Name of the program that writes this amount. */
export const writerOf = (bytes) => `w${bytes / 1e6}`;
