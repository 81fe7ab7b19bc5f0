import type { Cause } from '../events.js';
import type { Snapshot } from './machine.js';

/** Remembers who asked for what is under way, so that what follows from it is not put down to something else. */
export class Causes {
  /** Why the run that is coming up was started. */
  start: Cause = 'operator';
  /** Who asked for the stop that is under way. */
  stop: Cause = 'operator';

  /** Why a run ends: asked for, or by itself. */
  ofEnd({ phase, verdict }: Snapshot): Cause {
    return phase === 'stopping' && verdict === 'asked' ? this.stop : 'crash';
  }

  /** Why the timer of a phase was armed. */
  ofDue(snapshot: Snapshot): Cause {
    if (snapshot.phase === 'starting') return this.start;
    if (snapshot.phase === 'stopping') return this.ofEnd(snapshot);
    return snapshot.attempt > 0 ? 'retry' : 'restart-policy';
  }
}
