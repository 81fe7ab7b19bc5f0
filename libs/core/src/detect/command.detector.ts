import { spawn } from 'node:child_process';
import { ProvisrError } from '../errors.js';
import { parseCommand } from '../spawn/command-line.js';
import type { Detection, DetectorFactory, DetectorTarget } from './detector.js';
import type { Clock } from '../clock.js';

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_INTERVAL_MS = 2_000;

function positive(value: unknown, fallback: number): number {
  return typeof value === 'number' && value > 0 ? value : fallback;
}

/** Runs a check in a group of its own, so that a hanging one can be ended with all it started. */
function runCheck(
  argv: readonly string[],
  target: DetectorTarget,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Detection> {
  return new Promise((resolve) => {
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd: target.workDir ?? undefined,
      env: { ...target.env },
      stdio: 'ignore',
      detached: true,
    });
    const end = (): void => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // ended between the check above and the signal
      }
    };
    const deadline = clock.arm(timeoutMs, end);
    signal.addEventListener('abort', end, { once: true });
    const finish = (alive: boolean): void => {
      deadline.disarm();
      signal.removeEventListener('abort', end);
      resolve({ alive, pid: null });
    };
    child.once('error', () => finish(false));
    child.once('exit', (code) => finish(code === 0));
  });
}

/** `command { command, timeout_ms 5000, interval_ms 2000 }`: alive while the command exits with 0, run with the process's environment and directory. */
export function commandDetectorFactory(clock: Clock): DetectorFactory {
  return {
    create(options, target) {
      const { command } = options;
      if (typeof command !== 'string') throw new ProvisrError('PROVISR_SPEC_INVALID', 'detector command needs a command');
      const argv = parseCommand(command);
      const timeoutMs = positive(options['timeoutMs'], DEFAULT_TIMEOUT_MS);
      return {
        label: `cmd:${command}`,
        intervalMs: positive(options['intervalMs'], DEFAULT_INTERVAL_MS),
        detect: (signal) => runCheck(argv, target, clock, timeoutMs, signal),
      };
    },
  };
}
