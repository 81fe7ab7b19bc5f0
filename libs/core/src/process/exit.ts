/** How a run ended. Exactly one of `code`, `signal`, `error` is set, except that a spawn failure has only `error`. */
export interface Exit {
  /** Exit code 0..255, `null` when killed by a signal, never started, or unknown. */
  readonly code: number | null;
  /** Signal name, e.g. `SIGKILL`. */
  readonly signal: NodeJS.Signals | null;
  /** Why there is neither: the spawn failed, or nobody was there to collect the status. */
  readonly error: string | null;
  /** The kernel killed it because memory ran out: of its control group (cgroups(7), `memory.events`) or of the machine. */
  readonly oomKilled?: boolean;
  /** What `error` is about, for machines. */
  readonly failure?: ExitFailure;
}

/** Ends that leave neither an exit code nor a signal. */
export type ExitFailure =
  /** It could not be executed. `errno`: name of the error (`ENOENT`), `path`: what it is about. */
  | { readonly kind: 'spawn'; readonly errno: string | null; readonly path: string | null }
  /** It ran in the background, and no detector finds it any more. `detector`: label of the one that had. */
  | { readonly kind: 'lost'; readonly detector: string | null }
  /** It ended while no manager was its parent. */
  | { readonly kind: 'unseen' };

/** The exit of a process that ended while no manager was its parent. */
export const UNKNOWN_EXIT: Exit = {
  code: null,
  signal: null,
  error: 'exit status unknown: the process was adopted',
  failure: { kind: 'unseen' },
};

/** One clause for people: `exit code 3`, `killed by SIGKILL`, or the error. */
export function describeExit(exit: Exit): string {
  if (exit.oomKilled === true) return `killed because memory ran out (${exit.signal ?? 'SIGKILL'})`;
  if (exit.signal !== null) return `killed by ${exit.signal}`;
  if (exit.code !== null) return `exit code ${exit.code}`;
  return exit.error ?? 'exit status unknown';
}
