import type { Clock, Timer } from '#core';
import type { Ticker, TickListener } from './ticker.js';

/**
 * Ticks at a fixed distance on the monotonic clock: without drift, and whatever happens to the time of day. While the machine sleeps
 * that clock stands still. Ticks that were missed because the machine was too busy are one.
 */
export class IntervalTicker implements Ticker {
  /** Monotonic moment of a tick, from which all others are counted. */
  readonly #origin: number;
  #count = 1;
  #timer: Timer | null = null;

  /** @param anchorAt a moment in the past from which the intervals are counted; one in the future is taken for a clock that was set */
  constructor(
    private readonly intervalMs: number,
    private readonly clock: Clock,
    private readonly anchorAt: number,
    private readonly tick: TickListener,
  ) {
    this.#origin = clock.monotonicMs() - (Math.max(0, clock.epochMs() - anchorAt) % intervalMs);
  }

  get nextAt(): number {
    return this.clock.epochMs() + this.#leftMs();
  }

  upcoming(count: number): readonly number[] {
    const first = this.nextAt;
    return Array.from({ length: count }, (_, ahead) => first + ahead * this.intervalMs);
  }

  missed(since: number): number | null {
    const intervals = Math.floor((this.clock.epochMs() - this.anchorAt) / this.intervalMs);
    const last = this.anchorAt + intervals * this.intervalMs;
    return last > since ? last : null;
  }

  start(): void {
    this.#timer ??= this.#arm();
  }

  stop(): void {
    this.#timer?.disarm();
    this.#timer = null;
  }

  #leftMs(): number {
    return Math.max(0, this.#dueMs() - this.clock.monotonicMs());
  }

  #dueMs(): number {
    return this.#origin + this.#count * this.intervalMs;
  }

  #arm(): Timer {
    return this.clock.arm(this.#leftMs(), () => {
      const now = this.clock.monotonicMs();
      const lateMs = Math.max(0, now - this.#dueMs());
      this.#count = Math.max(this.#count + 1, Math.floor((now - this.#origin) / this.intervalMs) + 1);
      this.#timer = this.#arm();
      this.tick(this.clock.epochMs() - lateMs);
    });
  }
}
