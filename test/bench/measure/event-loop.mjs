import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measureColdStart } from './cold-start.mjs';

const PROBE = join(import.meta.dirname, '..', 'load', 'event-loop-probe.mjs');

/**
 * The longest time the event loop of provisr stood still from when its API answered until the last of its programs ran. Of what began
 * before or ended after that, the part within counts.
 * @returns {Promise<number>} ms
 */
export async function measureEventLoop(peer, arrivals, { count, directory }) {
  const file = join(directory, 'event-loop.json');
  const { readyAtMs, lastAtMs } = await measureColdStart(peer, arrivals, count, {
    NODE_OPTIONS: `--import=${pathToFileURL(PROBE).href}`,
    PROVISR_BENCH_PROBE: file,
  });
  await peer.end();
  const within = ([atMs, lateMs]) => Math.min(atMs, lastAtMs) - Math.max(atMs - lateMs, readyAtMs);
  return Math.max(0, ...JSON.parse(readFileSync(file, 'utf8')).map(within));
}
