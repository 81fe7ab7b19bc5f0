import type { WaitOptions } from '#client';

/** `--wait` as the parser left it. */
export interface WaitFlags {
  /** Milliseconds. */
  readonly wait?: number;
}

export function waitOptions(flags: WaitFlags): WaitOptions {
  return flags.wait === undefined ? {} : { waitMs: flags.wait };
}
