import { CronJob, CronTime } from 'cron';
import type { Ticker, TickListener } from './ticker.js';

/** Of a job that is never due again: the latest moment that a date can hold. */
const NEVER_MS = 8.64e15;

/**
 * A cronjob as Nest's SchedulerRegistry knows them, so that a host application sees ours among its own and can stop, start or fire
 * them. When it ticks is decided by a {@link Ticker}, not by the timers of the library: those stand still while the machine sleeps.
 */
export class RegisteredJob extends CronJob {
  readonly #ticker: Ticker;
  #dueAt: number | null = null;
  #isTicking = false;

  /**
   * @param makeTicker is given what it has to call
   * @param tick called also when somebody fires the job by hand: then with `null`
   */
  constructor(name: string, makeTicker: (tick: TickListener) => Ticker, tick: (dueAt: number | null) => void) {
    super(new Date(NEVER_MS), () => undefined);
    this.name = name;
    this.#ticker = makeTicker((dueAt) => this.#fire(dueAt));
    this.addCallback(() => {
      const dueAt = this.#dueAt;
      this.#dueAt = null;
      tick(dueAt);
    });
  }

  get ticker(): Ticker {
    return this.#ticker;
  }

  override get isActive(): boolean {
    return this.#isTicking;
  }

  override start(): void {
    this.#isTicking = true;
    this.#ticker.start();
  }

  override stop(): undefined {
    this.#isTicking = false;
    this.#ticker.stop();
  }

  override nextDate(): ReturnType<CronJob['nextDate']> {
    return dateOf(this.#ticker.nextAt ?? NEVER_MS);
  }

  override nextDates(count = 1): ReturnType<CronJob['nextDates']> {
    return this.#ticker.upcoming(count).map(dateOf);
  }

  #fire(dueAt: number): void {
    this.#dueAt = dueAt;
    this.lastExecution = new Date(dueAt);
    // Synchronous up to the callback; what that throws is logged by the registry.
    void this.fireOnTick();
  }
}

/** The library's own kind of date, without depending on the library it takes it from. */
function dateOf(instant: number): ReturnType<CronJob['nextDate']> {
  return new CronTime(new Date(instant)).source as ReturnType<CronJob['nextDate']>;
}
