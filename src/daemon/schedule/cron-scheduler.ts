import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { type Actor, type Clock, type ProcessManager, ProvisrError } from '#core';
import { type Cronjob, nearest } from '#contract';
import { type DaemonConfig, InjectConfig } from '../config/index.js';
import { DaemonEvents } from '../events/index.js';
import { InjectManager } from '../manager/index.js';
import { InjectClock } from '../slots/index.js';
import { CronEntry } from './cron-entry.js';
import { forgetOthers, type MemoryPlace } from './cron-memory.js';
import { beginOf, endOf, passedOf } from './cron-events.js';
import type { CronRun } from './cron-run.js';
import { CronRunner } from './cron-runner.js';

/** Of the memories of cronjobs, below the directory of the PID files. */
const DIRECTORY = 'cron';

/** Is told of each run that ended, and of each tick that was skipped. */
export type CronListener = (name: string, run: CronRun) => void;

/** The cronjobs of the daemon: cron on one side, the process manager on the other. */
@Injectable()
export class CronScheduler {
  readonly #logger = new Logger('cron');
  readonly #entries = new Map<string, CronEntry>();
  readonly #listeners = new Set<CronListener>();
  readonly #removalListeners = new Set<(name: string) => void>();
  readonly #manager: ProcessManager;
  readonly #runner: CronRunner;
  readonly #begun: Promise<void>;
  #settleBegun: () => void = () => undefined;
  #hasBegun = false;
  #hasStopped = false;

  constructor(
    @InjectManager() manager: ProcessManager,
    @InjectClock() private readonly clock: Clock,
    @InjectConfig() private readonly config: DaemonConfig,
    private readonly registry: SchedulerRegistry,
    private readonly events: DaemonEvents,
  ) {
    this.#manager = manager;
    this.#runner = new CronRunner(manager);
    this.#begun = new Promise((resolve) => (this.#settleBegun = resolve));
  }

  /**
   * Makes the set of cronjobs this one. Unchanged ones keep their ticks; history, suspension and runs under way stay with changed ones
   * too. What is not in it is removed first, as {@link retire} does.
   */
  async apply(jobs: readonly Cronjob[]): Promise<void> {
    await this.retire(jobs);
    for (const job of jobs) {
      const entry = this.#entries.get(job.spec.name);
      if (entry === undefined) this.#open(job);
      else if (!isDeepStrictEqual(job.spec, entry.job.spec)) entry.redefine(job);
    }
  }

  /** Removes all cronjobs but these: their runs are stopped as their definitions say, and nothing of them stays. */
  async retire(remaining: readonly Cronjob[]): Promise<void> {
    const names = new Set(remaining.map(({ spec }) => spec.name));
    const gone = [...this.#entries].filter(([name]) => !names.has(name));
    for (const [name] of gone) this.#entries.delete(name);
    await Promise.all(gone.map(([, entry]) => entry.remove()));
    for (const [name] of gone) for (const listener of this.#removalListeners) listener(name);
  }

  /**
   * Cronjobs run from here on: the manager knows by now what an earlier daemon left running.
   * @param isSuccessor an earlier image of this daemon went on until just now: what was due meanwhile is only late
   */
  begin({ isSuccessor = false } = {}): void {
    if (this.#hasStopped) return;
    this.#hasBegun = true;
    // Of a file that was left out for its mistakes nobody knows what it defines.
    if (this.config.skipped.length === 0) forgetOthers(this.#place(), new Set(this.#entries.keys()));
    for (const entry of this.#entries.values()) entry.begin(isSuccessor);
    this.#manager.events.subscribe((event) => {
      if (event.type !== 'process.state' || event.to !== 'starting') return;
      if (event.from === 'stopped' || event.from === 'failed') for (const entry of this.#entries.values()) entry.notice(event.process);
    });
    this.#settleBegun();
  }

  /**
   * Runs a cronjob now; resolves when the run has begun.
   * @param by who wants it
   * @throws ProvisrError PROVISR_CRONJOB_NOT_FOUND, PROVISR_PROCESS_CONFLICT, PROVISR_SHUTTING_DOWN
   */
  async trigger(name: string, by?: Actor): Promise<CronRun> {
    const entry = this.get(name);
    await this.#begun;
    return entry.trigger(by);
  }

  /**
   * Lets ticks pass without a run, or makes them count again. A run under way goes on.
   * @param by who wants it
   * @throws ProvisrError PROVISR_CRONJOB_NOT_FOUND
   */
  suspend(name: string, isSuspended: boolean, by: Actor): CronEntry {
    const entry = this.get(name);
    if (entry.isSuspended === isSuspended) return entry;
    if (isSuspended) entry.suspend();
    else entry.resume();
    this.events.tell({ type: isSuspended ? 'cron.suspended' : 'cron.resumed', cronjob: name, by });
    return entry;
  }

  /** Sorted by name. */
  list(): readonly CronEntry[] {
    return [...this.#entries.values()].sort((left, right) => left.job.spec.name.localeCompare(right.job.spec.name));
  }

  /** @throws ProvisrError PROVISR_CRONJOB_NOT_FOUND */
  get(name: string): CronEntry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const meant = nearest(name, this.#entries.keys());
    throw new ProvisrError(
      'PROVISR_CRONJOB_NOT_FOUND',
      `no cronjob is named "${name}"`,
      meant === undefined ? {} : { hint: `did you mean "${meant}"?` },
    );
  }

  subscribe(listener: CronListener): void {
    this.#listeners.add(listener);
  }

  /** Is told of each cronjob that is no longer defined, after its last run. */
  onRemoved(listener: (name: string) => void): void {
    this.#removalListeners.add(listener);
  }

  /** No further run begins; those under way belong to the manager. */
  stop(): void {
    this.#hasStopped = true;
    for (const entry of this.#entries.values()) entry.halt();
    this.#settleBegun();
  }

  /** Resolves when no run is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.list().map((entry) => entry.idle()));
  }

  #open(job: Cronjob): void {
    const { name } = job.spec;
    const entry = new CronEntry(job, {
      ...this.#place(name),
      registry: this.registry,
      runner: this.#runner,
      begun: (cronjob, run) => this.events.tell(beginOf(cronjob, run)),
      ended: (cronjob, run) => this.#tell(cronjob, run),
      passed: (cronjob, moment) => this.events.tell(passedOf(cronjob, moment)),
    });
    this.#entries.set(name, entry);
    if (this.#hasBegun && !this.#hasStopped) entry.begin();
  }

  #place(cronjob?: string): MemoryPlace {
    return {
      directory: join(this.config.pidDir, DIRECTORY),
      maxRuns: this.config.history.maxRuns,
      clock: this.clock,
      report: (msg) => this.#logger.warn({ msg, ...(cronjob === undefined ? {} : { cronjob }) }),
    };
  }

  #tell(name: string, run: CronRun): void {
    const { result, exit, reason, dueAt } = run;
    if (result === 'failed') this.#logger.warn({ msg: 'a run failed', cronjob: name, exit, reason });
    // Of ticks that are skipped one after the other for the same reason the first will do.
    if (result === 'skipped' && run.ticks === 1) {
      this.#logger.warn({ msg: 'a run was skipped', cronjob: name, reason, dueAt: new Date(dueAt).toISOString() });
    }
    if (result !== 'skipped') this.events.tell(endOf(name, run));
    for (const listener of this.#listeners) listener(name, run);
  }
}
