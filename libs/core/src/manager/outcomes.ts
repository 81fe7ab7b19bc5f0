import type { Clock } from '../clock.js';
import { ProvisrError } from '../errors.js';
import type { Supervisor } from '../process/supervisor.js';
import type { Outcome } from './process-manager.js';

/** What is done to each selected supervisor. */
export type Operation = (supervisor: Supervisor) => Promise<Outcome>;

/** Carries out an operation on all at once; one that fails does not disturb the others. */
export function settleAll(supervisors: readonly Supervisor[], operation: Operation): Promise<readonly Outcome[]> {
  return Promise.all(supervisors.map(operation));
}

/**
 * Waits for the effect of an operation, at most `waitMs` (`undefined` = as long as it takes, 0 = not at all). The operation goes on
 * when the wait is over.
 */
export async function settle(supervisor: Supervisor, effect: Promise<void>, waitMs: number | undefined, clock: Clock): Promise<Outcome> {
  const outcome = (error: Error | null): Outcome => ({ status: supervisor.status(), error });
  const done = effect.then(
    () => outcome(null),
    (error: Error) => outcome(error),
  );
  if (waitMs === undefined) return done;
  if (waitMs === 0) return outcome(null);
  let disarm = (): void => undefined;
  const late = new Promise<Outcome>((resolve) => {
    const timer = clock.arm(waitMs, () =>
      resolve(
        outcome(new ProvisrError('PROVISR_WAIT_TIMED_OUT', `${supervisor.name} is still ${supervisor.status().state} after ${waitMs} ms`)),
      ),
    );
    disarm = () => timer.disarm();
  });
  return Promise.race([done, late]).finally(disarm);
}
