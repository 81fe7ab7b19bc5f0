import { type Actor, type Clock, messageOf, type OrderOptions } from '#core';
import type { Cronjob } from '#contract';
import type { CronMemory } from './cron-memory.js';
import { scheduled } from './cron-order.js';
import { begunRun, type CronRun, type RunEnd, UNSEEN_END } from './cron-run.js';
import type { CronRunner } from './cron-runner.js';

/** What live runs need. */
export interface LiveRunPorts {
  readonly clock: Clock;
  readonly runner: CronRunner;
  /** Told of each run that begins, or is found to have begun. */
  readonly begun: (run: CronRun) => void;
  /** Told of each run that ended, after it was remembered. */
  readonly ended: (run: CronRun) => void;
  readonly report: (message: string) => void;
}

interface LiveRun {
  readonly run: CronRun;
  /** Resolves when the manager knows its process. */
  readonly launched: Promise<void>;
  /** Resolves when it has ended and is remembered. */
  readonly done: Promise<void>;
  /** Why it is being stopped. */
  stopReason: string | null;
}

/** The runs of one cronjob that are under way, each in a slot of its own, followed until they end. */
export class LiveRuns {
  readonly #live = new Map<number, LiveRun>();

  constructor(
    private readonly memory: CronMemory,
    private readonly ports: LiveRunPorts,
  ) {}

  get size(): number {
    return this.#live.size;
  }

  /** Names of their processes. */
  get processes(): readonly string[] {
    return [...this.#live.values()].flatMap(({ run }) => run.process ?? []);
  }

  /** @param by who had it run by hand; absent: the schedule */
  begin(job: Cronjob, dueAt: number, trigger: CronRun['trigger'], by?: Actor): CronRun {
    const { runner, clock } = this.ports;
    const slot = this.#freeSlot();
    const spec = runner.specOf(job, slot);
    const run = begunRun(dueAt, trigger, spec.name, clock.epochMs());
    // Before the spawn: a daemon that is killed in between rather misses a run than makes two for one tick.
    this.memory.begin(run);
    const { launched, end } = runner.run(job, spec, by === undefined ? scheduled(job.spec.name) : { by });
    this.ports.begun(run);
    this.#follow(slot, run, end, launched);
    return run;
  }

  /** Follows a process of the job that somebody else has started: an earlier daemon, or an operator. */
  adopt(job: Cronjob, process: string): void {
    const slot = this.ports.runner.slotOf(job, process);
    const live = slot === null || this.#live.has(slot) ? null : this.ports.runner.follow(process);
    if (slot === null || live === null) return;
    const known = this.memory.running.find((run) => run.process === process);
    const now = this.ports.clock.epochMs();
    const run = known ?? begunRun(now, 'manual', process, live.startedAt ?? now);
    if (known === undefined) {
      this.memory.begin(run);
      this.ports.begun(run);
    }
    this.#follow(slot, run, live.end, Promise.resolve());
  }

  /** Notes the end of runs that are remembered as under way and are not: they ended while no daemon was there. */
  concludeUnseen(): void {
    const followed = new Set([...this.#live.values()].map(({ run }) => run));
    for (const run of this.memory.running) {
      if (!followed.has(run)) this.#conclude(run, { endedAt: this.ports.clock.epochMs(), ...UNSEEN_END, ...this.ports.runner.endOf(run) });
    }
  }

  /** Stops them all, as their definitions say, and resolves when they are remembered. @throws ProvisrError PROVISR_STOP_TIMED_OUT */
  async stop(reason: string, order: OrderOptions): Promise<void> {
    const all = [...this.#live.values()];
    for (const live of all) live.stopReason = reason;
    await this.launched();
    await Promise.all(this.processes.map((process) => this.ports.runner.stop(process, order)));
    await this.idle();
  }

  /** Resolves when the manager knows the processes of all. */
  async launched(): Promise<void> {
    await Promise.all([...this.#live.values()].map(({ launched }) => launched));
  }

  /** Resolves when none is under way. */
  async idle(): Promise<void> {
    await Promise.all([...this.#live.values()].map(({ done }) => done));
  }

  #freeSlot(): number {
    let slot = 1;
    while (this.#live.has(slot)) slot += 1;
    return slot;
  }

  #follow(slot: number, run: CronRun, end: Promise<RunEnd>, launched: Promise<void>): void {
    const finished = end.then((how) => this.#finish(slot, live, how));
    const done = finished.catch((error: unknown) => this.ports.report(`the end of a run could not be noted: ${messageOf(error)}`));
    const live: LiveRun = { run, launched, done, stopReason: null };
    this.#live.set(slot, live);
  }

  #finish(slot: number, { run, stopReason }: LiveRun, end: RunEnd): void {
    this.#live.delete(slot);
    const reason = end.result === 'stopped' ? stopReason : end.reason;
    this.#conclude(run, { ...end, reason, endedAt: this.ports.clock.epochMs() });
    if (slot > 1 && run.process !== null) void this.ports.runner.forget(run.process);
  }

  #conclude(run: CronRun, end: RunEnd & { readonly endedAt: number }): void {
    const ended = { ...run, ...end };
    this.memory.end(run, ended);
    this.ports.ended(ended);
  }
}
