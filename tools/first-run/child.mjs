import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { ROOT } from './paths.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in the foreground as if it had replaced this process: its exit code is the answer (128 + number for a
 * signal), and signals sent to this process reach it.
 */
export async function runForeground(file, args, options = {}) {
  const child = spawn(file, args, { cwd: ROOT, stdio: 'inherit', ...options });
  const stopForwarding = forwardSignals(child);
  try {
    return await exitCodeOf(child);
  } finally {
    stopForwarding();
  }
}

/** The exit code of a child; rejects when it could not be started. */
export function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function forwardSignals(child) {
  const seen = new Set();
  const forward = (signal) => {
    // A terminal sends Ctrl-C to every process of the foreground group, the child too, and npm repeats it to us:
    // one signal of a kind is enough, and a second one might be read as "at once".
    if (seen.has(signal) || (signal === 'SIGINT' && process.stdin.isTTY)) return;
    if (signal !== 'SIGHUP') seen.add(signal); // that one means "reload", as often as it comes
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward);
  };
}
