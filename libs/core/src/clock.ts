/** An armed timer; disarming it twice is harmless. */
export interface Timer {
  /** It will not fire any more. Idempotent. */
  disarm(): void;
}

/**
 * Time as a dependency: nothing in the core reads a clock or arms a timer but through this port,
 * so that tests advance time instead of sleeping.
 */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary origin: for durations. Unmoved by clock jumps. */
  monotonicMs(): number;
  /** Milliseconds since the epoch: for what people read. May jump. */
  epochMs(): number;
  /** Calls `fire` once after `delayMs` (0 or more). */
  arm(delayMs: number, fire: () => void): Timer;
}

/** Node truncates longer delays to 1 ms (timers documentation), so longer ones are chained. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  epochMs: () => Date.now(),
  arm(delayMs, fire) {
    // setTimeout waits at least a millisecond, which is most of what a restart without delay takes.
    if (delayMs <= 0) return armNow(fire);
    let handle: NodeJS.Timeout;
    const chain = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, LONGEST_DELAY_MS);
      handle = setTimeout(() => (leftMs > stepMs ? chain(leftMs - stepMs) : fire()), stepMs);
    };
    chain(delayMs);
    return { disarm: () => clearTimeout(handle) };
  },
};

function armNow(fire: () => void): Timer {
  const handle = setImmediate(fire);
  return { disarm: () => clearImmediate(handle) };
}

/** Resolves after `delayMs` of the given clock. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.arm(delayMs, resolve);
  });
}

/**
 * Waits for something that may never come.
 * @param limitMs how long
 * @throws Error when it takes longer; what comes later is dropped
 */
export async function within<T>(clock: Clock, limitMs: number, work: T | Promise<T>): Promise<T> {
  let giveUp: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => (giveUp = () => reject(new Error(`took longer than ${limitMs} ms`))));
  const timer = clock.arm(limitMs, giveUp);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.disarm();
  }
}
