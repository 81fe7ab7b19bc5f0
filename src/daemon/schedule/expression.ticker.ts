import type { Clock, Timer } from '#core';
import type { CronMoments } from './cron-moments.js';
import type { Ticker, TickListener } from './ticker.js';

/** The time of day may be set, and timers stand still while the machine sleeps: so it is looked at this often, ms. */
const LOOK_AGAIN_MS = 10_000;
/** A clock that was set back by less was corrected: what has run does not run again. By more it was wrong before. (cron(8) of Debian) */
const CORRECTION_MS = 3 * 3_600_000;
/** The clocks of the system may disagree by this much without anybody having set one. */
const JITTER_MS = 500;

/** Ticks at the moments of a cron expression, by the time of day. Moments that were missed are one: the last of them. */
export class ExpressionTicker implements Ticker {
  #settledUntil: number;
  #dueAt: number | null;
  #seenAt: number;
  #timer: Timer | null = null;
  #upcoming: readonly number[] = [];

  /** @param settledUntil moments up to here do not come again, unless that is far in the future */
  constructor(
    private readonly moments: CronMoments,
    private readonly clock: Clock,
    settledUntil: number,
    private readonly tick: TickListener,
  ) {
    this.#seenAt = clock.epochMs();
    this.#settledUntil = settledUntil;
    this.#dueAt = this.#nextAfter(this.#seenAt);
  }

  get nextAt(): number | null {
    return this.#dueAt;
  }

  upcoming(count: number): readonly number[] {
    // Asked for with each status: to find a date costs a tenth of a millisecond, and they change with the first only.
    if (this.#upcoming[0] !== this.#dueAt || this.#upcoming.length < count) {
      const found: number[] = [];
      for (let at = this.#dueAt; at !== null && found.length < count; at = this.moments.after(at)) found.push(at);
      this.#upcoming = found;
    }
    return this.#upcoming.slice(0, count);
  }

  missed(since: number): number | null {
    return this.moments.latest(since, this.clock.epochMs());
  }

  start(): void {
    this.#timer ??= this.#arm();
  }

  stop(): void {
    this.#timer?.disarm();
    this.#timer = null;
  }

  #arm(): Timer {
    const leftMs = this.#dueAt === null ? LOOK_AGAIN_MS : this.#dueAt - this.clock.epochMs();
    return this.clock.arm(Math.min(LOOK_AGAIN_MS, Math.max(0, leftMs)), () => this.#look());
  }

  #look(): void {
    const now = this.clock.epochMs();
    if (now < this.#seenAt - JITTER_MS) this.#dueAt = this.#nextAfter(now);
    this.#seenAt = now;
    const dueAt = this.#dueAt;
    const isDue = dueAt !== null && dueAt <= now;
    const meant = isDue ? (this.moments.latest(dueAt, now) ?? dueAt) : null;
    if (meant !== null) this.#settledUntil = meant;
    if (isDue) this.#dueAt = this.moments.after(now);
    this.#timer = this.#arm();
    if (meant !== null) this.tick(meant);
  }

  #nextAfter(now: number): number | null {
    if (this.#settledUntil - now > CORRECTION_MS) this.#settledUntil = now;
    return this.moments.after(Math.max(now, this.#settledUntil));
  }
}
