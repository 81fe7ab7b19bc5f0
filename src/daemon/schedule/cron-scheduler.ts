import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { type Clock, type ProcessManager, ProvisrError } from '#core';
import { type Cronjob, nearest } from '#contract';
import { type DaemonConfig, InjectConfig } from '../config/index.js';
import { InjectManager } from '../manager/index.js';
import { InjectClock } from '../slots/index.js';
import { CronEntry } from './cron-entry.js';
import type { CronRun } from './cron-run.js';
import { CronRunner } from './cron-runner.js';

/** Is told of each run that ended, and of each tick that was skipped. */
export type CronListener = (name: string, run: CronRun) => void;

/** The cronjobs of the daemon: cron on one side, the process manager on the other. */
@Injectable()
export class CronScheduler {
  readonly #logger = new Logger('cron');
  readonly #entries = new Map<string, CronEntry>();
  readonly #listeners = new Set<CronListener>();
  readonly #removalListeners = new Set<(name: string) => void>();
  readonly #runner: CronRunner;

  constructor(
    @InjectManager() manager: ProcessManager,
    @InjectClock() private readonly clock: Clock,
    @InjectConfig() private readonly config: DaemonConfig,
    private readonly registry: SchedulerRegistry,
  ) {
    this.#runner = new CronRunner(manager);
  }

  /** Makes the set of cronjobs this one. Unchanged ones keep their ticks, history and suspension; runs under way go on. */
  apply(jobs: readonly Cronjob[]): void {
    const wanted = new Map(jobs.map((job) => [job.spec.name, job]));
    for (const [name, entry] of this.#entries) {
      const job = wanted.get(name);
      if (job !== undefined && isDeepStrictEqual(job.spec, entry.job.spec)) wanted.delete(name);
      else this.#close(name, entry, job === undefined);
    }
    for (const [name, job] of wanted) this.#entries.set(name, this.#open(job));
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
    for (const entry of this.#entries.values()) entry.close(() => undefined);
    this.#entries.clear();
  }

  #open(job: Cronjob): CronEntry {
    const entry = new CronEntry(job, {
      clock: this.clock,
      registry: this.registry,
      runner: this.#runner,
      maxRuns: this.config.history.maxRuns,
      ended: (name, run) => this.#report(name, run),
    });
    entry.resumeRuns();
    return entry;
  }

  #close(name: string, entry: CronEntry, isGone: boolean): void {
    this.#entries.delete(name);
    entry.close(() => {
      if (isGone && !this.#entries.has(name)) this.#forget(name);
    });
  }

  #forget(name: string): void {
    for (const listener of this.#removalListeners) listener(name);
    void this.#runner.forget(name);
  }

  #report(name: string, run: CronRun): void {
    if (run.result === 'failed') this.#logger.warn({ msg: 'a run failed', cronjob: name, exit: run.exit, reason: run.reason });
    if (run.result === 'skipped') this.#logger.warn({ msg: 'a run was skipped', cronjob: name, reason: run.reason });
    for (const listener of this.#listeners) listener(name, run);
  }
}
