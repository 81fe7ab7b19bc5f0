import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a command to its end.
 * @returns {Promise<string>} its standard output; throws when it ends with anything but 0
 */
export async function runProgram(file, args, options = {}) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let [out, problem] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (problem += text));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${signal ?? code}: ${problem || out}`);
  return out;
}

/** Ends a child of ours and waits for it. */
export async function endChild(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
