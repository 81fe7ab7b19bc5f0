import type { ProcessIdentity } from '../inspect/process-inspector.js';
import type { Exit } from '../process/exit.js';

/** An end that somebody else has witnessed. */
export interface WitnessedExit {
  readonly exit: Exit;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Knows how processes ended that were not children of this manager at that moment. */
export interface ExitLedger {
  /** Whether somebody is witnessing ends now, so that one that is not written down yet soon will be. */
  readonly isWatching: boolean;
  /** How the process written down ended; `null` when nobody has seen it. */
  exitOf(identity: ProcessIdentity): WitnessedExit | null;
}

/** Nobody watches: without a guard. */
export const NO_LEDGER: ExitLedger = { isWatching: false, exitOf: () => null };
