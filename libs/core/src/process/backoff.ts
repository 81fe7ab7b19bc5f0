/** How long a process that ended is left alone before it is started again. */

/** What a wait is reckoned from. */
export interface BackoffQuestion {
  /** Which restart in a row this is, 1 or more. A run longer than `restart_reset` begins a new row. */
  readonly attempt: number;
  /** How long the run before it lasted; 0 when nothing came of its spawn. */
  readonly lastRunMs: number;
  /** `restart_interval`: the wait before the first restart in a row. */
  readonly intervalMs: number;
  /** `restart_backoff`: 1 or more. */
  readonly factor: number;
  /** The longest wait there is, at least `intervalMs`. A longer answer is cut to it. */
  readonly maxIntervalMs: number;
}

/** Reckons waits. Is asked in the midst of supervision: answers at once, of the question alone, and keeps nothing. */
export interface BackoffStrategy {
  /** @returns ms, 0 or more. Whatever else it does, the built-in strategy is asked instead. */
  delayMs(question: BackoffQuestion): number;
}

/** Finds a strategy by its name. */
export interface BackoffCatalogue {
  /** By the name that `restart_strategy` gives it. */
  find(name: string): BackoffStrategy | undefined;
}

/** What a specification chooses that chooses nothing. */
export const DEFAULT_RESTART_STRATEGY = 'exponential';

/** Each further wait in a row is `factor` times longer. */
export const exponentialBackoff: BackoffStrategy = {
  // The power is infinite some day, and nothing times that is no number.
  delayMs: ({ attempt, intervalMs, factor, maxIntervalMs }) =>
    intervalMs === 0 ? 0 : Math.min(intervalMs * factor ** (attempt - 1), maxIntervalMs),
};

/** The strategies that the core brings, by name. */
export const BUILT_IN_BACKOFFS: ReadonlyMap<string, BackoffStrategy> = new Map([[DEFAULT_RESTART_STRATEGY, exponentialBackoff]]);

/** A catalogue over a fixed set of strategies. */
export function backoffCatalogue(strategies: ReadonlyMap<string, BackoffStrategy> = BUILT_IN_BACKOFFS): BackoffCatalogue {
  return { find: (name) => strategies.get(name) };
}

/**
 * A strategy of somebody else, made safe: a wait that is none, and whatever it throws, is told and replaced by that of the built-in strategy.
 * @param told is given one sentence, each time
 */
export function containedBackoff(
  name: string,
  strategy: BackoffStrategy,
  told: (problem: string, error?: unknown) => void,
): BackoffStrategy {
  return {
    delayMs(question) {
      try {
        const delayMs: unknown = strategy.delayMs(question);
        if (typeof delayMs === 'number' && Number.isFinite(delayMs) && delayMs >= 0) return Math.min(delayMs, question.maxIntervalMs);
        told(
          `restart strategy "${name}" answered with no time to wait (${typeof delayMs === 'number' ? delayMs : typeof delayMs}): "${DEFAULT_RESTART_STRATEGY}" is used`,
        );
      } catch (error) {
        told(`restart strategy "${name}" failed: "${DEFAULT_RESTART_STRATEGY}" is used`, error);
      }
      return exponentialBackoff.delayMs(question);
    },
  };
}
