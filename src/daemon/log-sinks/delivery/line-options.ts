import { parseDuration, parseSize } from '#contract';
import type { Clock, LogTarget } from '#core';
import type { LineRules } from '#plugin';

const RETURN = 0x0d;

/** Programs that write for terminals end their lines with CR LF. */
export function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === RETURN ? line.subarray(0, -1) : line;
}

/** Bytes of a checked option. */
export function bytesOf(size: string | number | undefined, fallbackBytes: number): number {
  return size === undefined ? fallbackBytes : (parseSize(size, 1) ?? fallbackBytes);
}

/** Milliseconds of a checked option. */
export function durationOf(duration: string | number | undefined, fallbackMs: number): number {
  return duration === undefined ? fallbackMs : (parseDuration(duration) ?? fallbackMs);
}

/** How the lines of a stream are put together, as checked options say. */
export function lineRules(
  clock: Clock,
  target: LogTarget,
  { line_timeout: timeout, max_line_size: longest }: { readonly line_timeout?: string | number; readonly max_line_size?: string | number },
): LineRules {
  return {
    clock,
    patienceMs: durationOf(timeout, 1_000),
    longestBytes: bytesOf(longest, 64 * 1024),
    isStamped: target.log.timestamps,
  };
}
