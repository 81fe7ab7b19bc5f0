import type { Clock } from '#core';

/** Failures within {@link WINDOW_MS} after which an address has to wait. */
const ALLOWED_FAILURES = 10;
const WINDOW_MS = 60_000;
/** Bounds the memory a flood from many addresses can take; the oldest are forgotten first. */
const MOST_ADDRESSES = 10_000;

/** Counts failed authentications of each address in a sliding window. */
export class FailureLimiter {
  readonly #failures = new Map<string, number[]>();

  constructor(private readonly clock: Clock) {}

  /** How long the address must wait before it may try again, ms; 0 = not at all. */
  waitMs(address: string): number {
    const recent = this.#recent(address);
    const decisive = recent.at(-ALLOWED_FAILURES);
    return decisive === undefined ? 0 : decisive + WINDOW_MS - this.clock.monotonicMs();
  }

  fail(address: string): void {
    const recent = this.#recent(address);
    this.#failures.delete(address);
    this.#failures.set(address, [...recent.slice(1 - ALLOWED_FAILURES), this.clock.monotonicMs()]);
    if (this.#failures.size <= MOST_ADDRESSES) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  #recent(address: string): number[] {
    const since = this.clock.monotonicMs() - WINDOW_MS;
    return (this.#failures.get(address) ?? []).filter((at) => at > since);
  }
}
