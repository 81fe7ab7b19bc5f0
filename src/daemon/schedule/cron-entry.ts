import { type Clock, messageOf, ProvisrError } from '#core';
import type { Cronjob, CronjobStatusDto } from '#contract';
import { type CronRun, fromCronRun, skippedRun } from './cron-run.js';
import type { CronRunner, RunEnd } from './cron-runner.js';
import { startTicker, type Ticker, type TickerPorts } from './ticker.js';

/** What an entry needs. */
export interface EntryPorts extends TickerPorts {
  readonly runner: CronRunner;
  readonly maxRuns: number;
  /** Told of each run that ended, and of each tick that was skipped. */
  readonly ended: (name: string, run: CronRun) => void;
}

/** One cronjob: ticks, decides whether to run, remembers how it went. */
export class CronEntry {
  readonly #ticker: Ticker;
  readonly #clock: Clock;
  readonly #running = new Map<number, CronRun>();
  #history: readonly CronRun[] = [];
  #suspended: boolean;
  #closed = false;
  #left: () => void = () => undefined;

  constructor(
    readonly job: Cronjob,
    private readonly ports: EntryPorts,
  ) {
    this.#clock = ports.clock;
    this.#suspended = job.spec.suspended;
    this.#ticker = startTicker(
      job.spec,
      ports,
      (dueAt) => void this.#tick(dueAt).catch((error: unknown) => this.#skip(dueAt, messageOf(error))),
    );
  }

  /** Takes over the runs that go on: of an earlier daemon, or of the job before it was changed. */
  resumeRuns(): void {
    for (const { slot, startedAt, end, process } of this.ports.runner.resume(this.job)) {
      const run: CronRun = {
        dueAt: startedAt,
        trigger: 'schedule',
        process,
        startedAt,
        endedAt: null,
        result: null,
        exit: null,
        reason: null,
      };
      this.#follow(slot, run, end);
    }
  }

  /** Newest first; the running ones lead. */
  get history(): readonly CronRun[] {
    return [...[...this.#running.values()].reverse(), ...this.#history];
  }

  get nextAt(): number | null {
    return this.#suspended ? null : this.#ticker.nextAt;
  }

  status(): CronjobStatusDto {
    const { spec } = this.job;
    const last = this.history[0];
    return {
      name: spec.name,
      schedule: spec.scheduleText,
      time_zone: spec.timeZone,
      concurrency_policy: spec.concurrencyPolicy,
      suspended: this.#suspended,
      next_run_at: this.nextAt === null ? null : new Date(this.nextAt).toISOString(),
      last_run: last === undefined ? null : fromCronRun(last),
      running: [...this.#running.values()].flatMap(({ process }) => process ?? []),
    };
  }

  /** Until {@link resume} ticks pass without a run. */
  suspend(): void {
    this.#suspended = true;
  }

  resume(): void {
    this.#suspended = false;
  }

  /**
   * Runs now, suspended or not.
   * @throws ProvisrError PROVISR_PROCESS_CONFLICT when it runs already and runs may not overlap
   */
  trigger(): CronRun {
    if (this.#running.size > 0 && this.job.spec.concurrencyPolicy === 'Forbid') {
      throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `cronjob "${this.job.spec.name}" is running, and its runs may not overlap`);
    }
    return this.#begin(this.#clock.epochMs(), 'manual');
  }

  /** No further run begins. Those under way go on; when the last has ended `left` is called, at once when there is none. */
  close(left: () => void): void {
    this.#closed = true;
    this.#ticker.stop();
    this.#left = left;
    if (this.#running.size === 0) left();
  }

  async #tick(dueAt: number): Promise<void> {
    if (this.#suspended || this.#closed) return;
    const { concurrencyPolicy } = this.job.spec;
    if (this.#running.size > 0 && concurrencyPolicy === 'Forbid') return this.#skip(dueAt, 'the run before has not ended');
    if (concurrencyPolicy === 'Replace') await this.#makeRoom();
    if (this.#closed) return;
    const lateMs = this.#clock.epochMs() - dueAt;
    const deadlineMs = this.job.spec.startingDeadlineMs;
    if (deadlineMs !== null && lateMs > deadlineMs)
      return this.#skip(dueAt, `${Math.round(lateMs)} ms after its time, later than starting_deadline`);
    this.#begin(dueAt, 'schedule');
  }

  async #makeRoom(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ process }) => (process === null ? null : this.ports.runner.stop(process))));
  }

  #begin(dueAt: number, trigger: CronRun['trigger']): CronRun {
    const slot = this.#freeSlot();
    const spec = this.ports.runner.specOf(this.job, slot);
    const run: CronRun = {
      dueAt,
      trigger,
      process: spec.name,
      startedAt: this.#clock.epochMs(),
      endedAt: null,
      result: null,
      exit: null,
      reason: null,
    };
    this.#follow(slot, run, this.ports.runner.run(this.job, spec));
    return run;
  }

  #follow(slot: number, run: CronRun, ending: Promise<RunEnd>): void {
    this.#running.set(slot, run);
    void ending.then((end) => this.#finish(slot, { ...run, ...end, endedAt: this.#clock.epochMs() }));
  }

  #freeSlot(): number {
    let slot = 1;
    while (this.#running.has(slot)) slot += 1;
    return slot;
  }

  #finish(slot: number, run: CronRun): void {
    this.#running.delete(slot);
    this.#remember(run);
    if (slot > 1 && run.process !== null) void this.ports.runner.forget(run.process);
    if (this.#closed && this.#running.size === 0) this.#left();
  }

  #skip(dueAt: number, reason: string): void {
    this.#remember(skippedRun(dueAt, reason));
  }

  #remember(run: CronRun): void {
    this.#history = [run, ...this.#history].slice(0, this.ports.maxRuns);
    this.ports.ended(this.job.spec.name, run);
  }
}
