import { isProvisrError, type ErrorCode } from '#core/errors';

/** Errors that pass: a daemon that was killed comes back, and knows its processes a moment after it answers. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'PROVISR_DAEMON_UNREACHABLE',
  'PROVISR_SHUTTING_DOWN',
  'PROVISR_RATE_LIMITED',
  'PROVISR_PROCESS_NOT_FOUND',
]);
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** The time without a connection: how long it may last, and how often to try. */
export class Outage {
  readonly #longestMs: number;
  readonly #onBegin: () => void;
  #sinceMs: number | null = null;
  #pauseMs = FIRST_PAUSE_MS;

  /** @param onBegin called when one begins that may pass */
  constructor(longestMs: number, onBegin: () => void = () => undefined) {
    this.#longestMs = longestMs;
    this.#onBegin = onBegin;
  }

  /** There is a connection again. */
  over(): void {
    this.#sinceMs = null;
  }

  /** The connection is good for something. */
  forget(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  /** Whether it is worth trying again after this error. */
  mayPass(error: unknown): boolean {
    if (!isProvisrError(error) || !PASSING.has(error.code)) return false;
    const now = performance.now();
    if (this.#sinceMs === null && this.#longestMs > 0) this.#onBegin();
    this.#sinceMs ??= now;
    return now - this.#sinceMs < this.#longestMs;
  }

  /** Longer each time. @throws the reason of the signal */
  async pause(signal: AbortSignal | undefined): Promise<void> {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, pauseMs);
      signal?.addEventListener('abort', done);
    });
    signal?.throwIfAborted();
  }
}
