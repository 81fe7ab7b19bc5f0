import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../machine/arrivals.mjs';

/** Between two crashes the machine comes to rest. */
const REST_MS = 25;
/** Younger programs would make a manager think of a crash loop. */
const SETTLED_MS = 1_500;

/**
 * Kills one program after the other and waits for the replacement of each.
 * @returns {Promise<number[]>} from the kill until the replacement runs, ms
 */
export async function measureCrashes(peer, arrivals, { samples, limitMs }) {
  await delay(SETTLED_MS);
  const labels = [...arrivals.latest.keys()];
  const times = [];
  const deadline = performance.now() + limitMs;
  for (let n = 0; n < Math.min(samples, labels.length) && performance.now() < deadline; n += 1) {
    const { label, pid } = arrivals.latest.get(labels[n]);
    const killedAtMs = monotonicMs();
    process.kill(pid, 'SIGKILL');
    const next = await arrivals.until(({ latest }) => latest.get(label).pid !== pid && latest.get(label), `${peer.name}: a replacement`);
    times.push(next.atMs - killedAtMs);
    await delay(REST_MS);
  }
  return times;
}
