import type { Clock, Timer } from '../clock.js';
import type { ProcessIdentity } from '../inspect/process-inspector.js';
import { type Exit, UNKNOWN_EXIT } from '../process/exit.js';
import type { ExitLedger } from './exit-ledger.js';

/** The witness reaps when the kernel tells it, a moment before or after this manager learns of the end, ms. */
const LOOK_AGAIN_MS = 5;
/** A guard that is stopped or gone must not keep a process from being restarted, ms. */
const PATIENCE_MS = 500;

/** Finds out how a process ended that was not ours. `tell` is called once, at once where nobody witnesses anything. Returns what gives up. */
export function lastWords(identity: ProcessIdentity, ledger: ExitLedger, clock: Clock, tell: (exit: Exit) => void): () => void {
  const until = clock.monotonicMs() + PATIENCE_MS;
  let timer: Timer | null = null;
  const look = (): void => {
    const witnessed = ledger.exitOf(identity);
    if (witnessed) tell(witnessed.exit);
    else if (!ledger.isWatching || clock.monotonicMs() >= until) tell(UNKNOWN_EXIT);
    else timer = clock.arm(LOOK_AGAIN_MS, look);
  };
  look();
  return () => timer?.disarm();
}
