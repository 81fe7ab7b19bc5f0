import { monotonicMs } from '../machine/arrivals.mjs';
import { processorMs } from '../machine/proc.mjs';

/**
 * From the order to start the manager until the last of its programs runs. The programs say themselves when they do, so no manager is
 * asked meanwhile.
 * @returns {Promise<{ tookMs: number, managerCpuMs: number, readyAtMs: number, lastAtMs: number }>} the latter two by the monotonic clock
 */
export async function measureColdStart(peer, arrivals, count, env) {
  arrivals.clear();
  const launched = peer.launch(env).then((askedAtMs) => ({ askedAtMs, readyAtMs: monotonicMs() }));
  const [{ askedAtMs, readyAtMs }] = await Promise.all([
    launched,
    arrivals.until(({ latest }) => latest.size >= count, `${peer.name}: the start of ${count} programs`),
  ]);
  const lastAtMs = Math.max(...[...arrivals.latest.values()].map(({ atMs }) => atMs));
  return { tookMs: lastAtMs - askedAtMs, managerCpuMs: processorMs(peer.managerPids), readyAtMs, lastAtMs };
}
