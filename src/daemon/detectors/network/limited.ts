import type { Clock } from '#plugin';

/**
 * Runs something that can be aborted, and aborts it when its time is up or nobody needs it any more.
 * @param outer aborts it before its time
 */
export async function limited<T>(clock: Clock, limitMs: number, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const timer = clock.arm(limitMs, () => abort.abort(new Error(`took longer than ${limitMs} ms`)));
  const pass = (): void => abort.abort(outer.reason);
  outer.addEventListener('abort', pass, { once: true });
  if (outer.aborted) pass();
  try {
    return await work(abort.signal);
  } finally {
    timer.disarm();
    outer.removeEventListener('abort', pass);
  }
}
