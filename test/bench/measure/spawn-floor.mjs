import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * What a start costs at least: a loop of posix_spawn(3) in C that starts the same program.
 * @returns {Promise<number>} from the first call until the last program runs, ms for each
 */
export async function measureSpawnFloor(programs, arrivals, count) {
  arrivals.clear();
  const loop = spawn(programs.spawnLoop, [arrivals.path, programs.sleeper, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(loop, 'exit');
  const [beganNs] = await once(loop.stdout.setEncoding('latin1'), 'data');
  await arrivals.until(({ latest }) => latest.size >= count, 'the start of the C loop');
  const took = Math.max(...[...arrivals.latest.values()].map(({ atMs }) => atMs)) - Number(beganNs) / 1e6;
  loop.stdin.end();
  await exited;
  return took / count;
}
