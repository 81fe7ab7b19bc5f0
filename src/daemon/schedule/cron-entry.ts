import type { SchedulerRegistry } from '@nestjs/schedule';
import { type Actor, messageOf, ProvisrError } from '#core';
import { type Cronjob, type CronjobStatusDto, formatDuration } from '#contract';
import { CronMemory, type MemoryPlace } from './cron-memory.js';
import { scheduled } from './cron-order.js';
import { type CronRun, fromCronRun, type PassedMoment } from './cron-run.js';
import type { CronRunner } from './cron-runner.js';
import { LiveRuns } from './live-runs.js';
import { RegisteredJob } from './registered-job.js';
import { tickerOf } from './ticker-of.js';

/** What an entry needs. */
export interface EntryPorts extends MemoryPlace {
  readonly registry: SchedulerRegistry;
  readonly runner: CronRunner;
  /** Told of each run that begins, or is found to have begun. */
  readonly begun: (name: string, run: CronRun) => void;
  /** Told of each run that ended, and of each tick that was skipped. */
  readonly ended: (name: string, run: CronRun) => void;
  /** Told of each moment at which nothing ran: `skipped` by the rules of the cronjob, `missed` because it was too late. */
  readonly passed: (name: string, moment: PassedMoment) => void;
}

/** How many moments to come a status tells. */
const NEXT_RUNS = 5;
/** As many as a process may have instances. */
const MOST_OVERLAPPING = 1000;

/** One cronjob: decides at each tick whether to run. */
export class CronEntry {
  readonly #memory: CronMemory;
  readonly #live: LiveRuns;
  #job: Cronjob;
  #registered: RegisteredJob;
  #isOpen = false;
  #isMakingRoom = false;

  constructor(
    job: Cronjob,
    private readonly ports: EntryPorts,
  ) {
    this.#job = job;
    this.#memory = new CronMemory(job.spec, ports);
    this.#live = new LiveRuns(this.#memory, {
      ...ports,
      begun: (run) => ports.begun(job.spec.name, run),
      ended: (run) => ports.ended(job.spec.name, run),
    });
    this.#registered = this.#register();
  }

  get job(): Cronjob {
    return this.#job;
  }

  /** The latest first; those under way lead. */
  get history(): readonly CronRun[] {
    return this.#memory.history;
  }

  /** Milliseconds since the epoch; `null` while suspended. */
  get nextAt(): number | null {
    return this.#memory.isSuspended ? null : this.#registered.ticker.nextAt;
  }

  /** Whether it does not run until resumed. */
  get isSuspended(): boolean {
    return this.#memory.isSuspended;
  }

  /** Runs under way. */
  get liveCount(): number {
    return this.#live.size;
  }

  status(): CronjobStatusDto {
    const { spec } = this.#job;
    const last = this.history.find(({ startedAt }) => startedAt !== null);
    const next = this.#memory.isSuspended ? [] : this.#registered.ticker.upcoming(NEXT_RUNS);
    return {
      name: spec.name,
      schedule: spec.scheduleText,
      time_zone: spec.timeZone,
      concurrency_policy: spec.concurrencyPolicy,
      starting_deadline: spec.startingDeadlineMs === null ? null : formatDuration(spec.startingDeadlineMs),
      suspended: this.#memory.isSuspended,
      next_run_at: next[0] === undefined ? null : new Date(next[0]).toISOString(),
      next_runs: next.map((at) => new Date(at).toISOString()),
      last_run: last === undefined ? null : fromCronRun(last),
      running: this.#live.processes,
    };
  }

  /** From here on it runs: first what an earlier daemon left is looked after, then the ticks begin. */
  begin(isSuccessor = false): void {
    this.#isOpen = true;
    for (const process of this.ports.runner.processesOf(this.#job)) this.#live.adopt(this.#job, process);
    this.#live.concludeUnseen();
    this.#catchUp(isSuccessor);
    this.#registered.start();
  }

  /** Takes a changed definition. Runs under way go on as they were begun; ticks begin anew only where the schedule has changed. */
  redefine(job: Cronjob): void {
    const { scheduleText, timeZone } = this.#job.spec;
    this.#job = job;
    this.#memory.redefine(job.spec);
    if (scheduleText === job.spec.scheduleText && timeZone === job.spec.timeZone) return;
    this.ports.registry.deleteCronJob(this.#key);
    this.#registered = this.#register();
    if (this.#isOpen) this.#registered.start();
  }

  /** Until {@link resume} ticks pass without a run. */
  suspend(): void {
    this.#memory.suspend(true);
  }

  /** What was due meanwhile is not made up for. */
  resume(): void {
    this.#memory.suspend(false);
  }

  /**
   * Runs now, suspended or not; resolves when the run has begun.
   * @param by who wants it
   * @throws ProvisrError PROVISR_PROCESS_CONFLICT when it runs already and runs may not overlap; PROVISR_SHUTTING_DOWN
   */
  async trigger(by?: Actor): Promise<CronRun> {
    if (!this.#isOpen)
      throw new ProvisrError('PROVISR_SHUTTING_DOWN', 'no cronjob is run any more: the daemon is going down, or could not boot');
    const reason = this.#obstacle();
    if (reason !== null) {
      throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `cronjob "${this.#job.spec.name}" cannot run now: ${reason}`, {
        hint: `its concurrency_policy is ${this.#job.spec.concurrencyPolicy}`,
      });
    }
    await this.#makeRoom();
    return this.#live.begin(this.#job, this.ports.clock.epochMs(), 'manual', by);
  }

  /** A process comes up: if it is one of this job that was not started from here, an operator has. */
  notice(process: string): void {
    if (this.#isOpen) this.#live.adopt(this.#job, process);
  }

  /** No further run begins; those under way go on and are followed. */
  halt(): void {
    if (this.ports.registry.doesExist('cron', this.#key)) this.ports.registry.deleteCronJob(this.#key);
    this.#isOpen = false;
  }

  /** Resolves when no run is under way. */
  idle(): Promise<void> {
    return this.#live.idle();
  }

  /** Stops what runs, as its definition says, and leaves nothing behind. Never rejects. */
  async remove(): Promise<void> {
    this.halt();
    await this.#live.launched();
    await Promise.all(this.ports.runner.processesOf(this.#job).map((process) => this.ports.runner.forget(process)));
    await this.idle();
    this.#memory.forget();
  }

  get #key(): string {
    return `provisr:${this.#job.spec.name}`;
  }

  #register(): RegisteredJob {
    const { spec } = this.#job;
    const job = new RegisteredJob(
      spec.name,
      (tick) => tickerOf(spec, this.ports.clock, this.#memory.past, tick),
      (dueAt) => this.#onTick(dueAt ?? this.ports.clock.epochMs()),
    );
    this.ports.registry.addCronJob(this.#key, job);
    return job;
  }

  /** A moment that passed while no daemon was there is made up for if its deadline allows; without a deadline nobody asked for that. */
  #catchUp(isSuccessor: boolean): void {
    if (this.#memory.isSuspended) return;
    const missed = this.#registered.ticker.missed(this.#memory.past.settledUntil);
    if (missed === null) return;
    if (isSuccessor || this.#job.spec.startingDeadlineMs !== null) this.#onTick(missed);
    else this.#tellPassed({ type: 'cron.missed', dueAt: missed, reason: 'no daemon was there when it was due' });
  }

  #onTick(dueAt: number): void {
    this.#tick(dueAt).catch((error: unknown) => this.#skip({ type: 'cron.skipped', dueAt, reason: messageOf(error) }));
  }

  async #tick(dueAt: number): Promise<void> {
    this.#memory.settle(dueAt);
    if (this.#memory.isSuspended || !this.#isOpen) return;
    const obstacle = this.#obstacle();
    if (obstacle !== null) return this.#skip({ type: 'cron.skipped', dueAt, reason: obstacle });
    if (this.#lateness(dueAt) === null) await this.#makeRoom();
    if (!this.#isOpen) return;
    const lateness = this.#lateness(dueAt);
    if (lateness === null) this.#live.begin(this.#job, dueAt, 'schedule');
    else this.#skip({ type: 'cron.missed', dueAt, reason: lateness });
  }

  /** Why no run may begin now; `null` when one may. */
  #obstacle(): string | null {
    if (this.#isMakingRoom) return 'the run before is still being stopped';
    const { size } = this.#live;
    if (size > 0 && this.#job.spec.concurrencyPolicy === 'Forbid') return 'the run before has not ended';
    return size >= MOST_OVERLAPPING ? `${size} runs are under way` : null;
  }

  #lateness(dueAt: number): string | null {
    const deadlineMs = this.#job.spec.startingDeadlineMs;
    const lateMs = this.ports.clock.epochMs() - dueAt;
    return deadlineMs === null || lateMs <= deadlineMs ? null : 'it could not begin within starting_deadline';
  }

  /** With `Replace` the runs under way end first. */
  async #makeRoom(): Promise<void> {
    if (this.#job.spec.concurrencyPolicy !== 'Replace' || this.#live.size === 0) return;
    this.#isMakingRoom = true;
    try {
      await this.#live.stop('it made room for the next run', scheduled(this.#job.spec.name));
    } finally {
      this.#isMakingRoom = false;
    }
  }

  #skip(moment: PassedMoment): void {
    this.ports.ended(this.#job.spec.name, this.#memory.skip(moment.dueAt, moment.reason));
    this.#tellPassed(moment);
  }

  #tellPassed(moment: PassedMoment): void {
    this.ports.passed(this.#job.spec.name, moment);
  }
}
