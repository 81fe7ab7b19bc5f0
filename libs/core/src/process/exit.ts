/** How a run ended. Exactly one of `code`, `signal`, `error` is set, except that a spawn failure has only `error`. */
export interface Exit {
  /** Exit code 0..255, `null` when killed by a signal, never started, or unknown. */
  readonly code: number | null;
  /** Signal name, e.g. `SIGKILL`. */
  readonly signal: NodeJS.Signals | null;
  /** Why there is neither: the spawn failed, or nobody was there to collect the status. */
  readonly error: string | null;
}

/** The exit of a process that ended while no manager was its parent. */
export const UNKNOWN_EXIT: Exit = { code: null, signal: null, error: 'exit status unknown: the process was adopted' };

/** One clause for people: `exit code 3`, `killed by SIGKILL`, or the error. */
export function describeExit(exit: Exit): string {
  if (exit.signal !== null) return `killed by ${exit.signal}`;
  if (exit.code !== null) return `exit code ${exit.code}`;
  return exit.error ?? 'exit status unknown';
}
