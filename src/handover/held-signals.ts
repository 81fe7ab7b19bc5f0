/** Where bin/provisr.mjs keeps what was sent to a daemon that had just been executed and had no handlers yet. */
const HELD = Symbol.for('provisr.held-signals');

/** What was sent, and what stops holding more. */
export interface HeldSignals {
  readonly signals: readonly NodeJS.Signals[];
  release(): void;
}

/** `null` in a program that was not executed by another image of the daemon. */
export function heldSignals(): HeldSignals | null {
  return (globalThis as { [HELD]?: HeldSignals })[HELD] ?? null;
}
