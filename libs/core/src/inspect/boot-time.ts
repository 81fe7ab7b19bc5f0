import { readFileSync } from 'node:fs';

/** How far the clocks may drift apart before the kernel is asked again, ms. */
const DRIFT_MS = 50;

/**
 * When the machine was booted, by the wall clock (`btime` of /proc/stat, proc_stat(5)). The kernel counts for each processor what it has
 * done before it answers that, so it is asked again only after the wall clock was set or the machine slept.
 */
export class BootTime {
  #offsetMs = Number.NaN;
  #unix = 0;

  /** Whole seconds since the epoch. @throws the system error when /proc cannot be read */
  get unix(): number {
    const offsetMs = Date.now() - performance.now();
    if (!(Math.abs(offsetMs - this.#offsetMs) < DRIFT_MS)) {
      this.#unix = readBootTime();
      this.#offsetMs = offsetMs;
    }
    return this.#unix;
  }
}

function readBootTime(): number {
  return Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1] ?? 0);
}
