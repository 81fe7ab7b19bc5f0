import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { measureCrashes } from './crash.mjs';

const NODE_LOOP = join(import.meta.dirname, '..', 'load', 'restart-loop.mjs');

/** What keeps programs running without being a manager: by name, how it is started. */
export const restartLoops = (programs) => ({ C: [programs.restartLoop], 'Node.js': [process.execPath, NODE_LOOP] });

/**
 * What starts and restarts cost who does nothing else.
 * @param {{ command: string[], sleeper: string, count: number, crash: object }} what
 * @returns {Promise<{ startMs: number, restartMs: number[] }>} a start among many, and each restart
 */
export async function measureRestartFloor({ command: [program, ...args], sleeper, count, crash }, arrivals) {
  arrivals.clear();
  const loop = spawn(program, [...args, arrivals.path, sleeper, String(count)], { stdio: ['pipe', 'ignore', 'inherit'] });
  const exited = once(loop, 'exit');
  await arrivals.until(({ latest }) => latest.size >= count, 'the start of a loop that restarts');
  const times = [...arrivals.latest.values()].map(({ atMs }) => atMs);
  const startMs = (Math.max(...times) - Math.min(...times)) / (count - 1);
  const restartMs = await measureCrashes({ name: program }, arrivals, crash);
  loop.stdin.end();
  await exited;
  return { startMs, restartMs };
}
