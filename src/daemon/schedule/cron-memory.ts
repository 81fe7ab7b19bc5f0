import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, errnoOf, messageOf } from '#core';
import type { CronjobSpec } from '#contract';
import { type CronRun, skippedRun } from './cron-run.js';
import { type CronState, readCronState, writeCronState } from './cron-state.js';
import { RunJournal } from './run-journal.js';
import type { TickerPast } from './ticker.js';

/** The two files of a cronjob; what else lies there was half written. */
const FILES = /^(.+?)(?:\.json|\.runs\.jsonl)$/;

/** Where memories are kept, and how much of them. */
export interface MemoryPlace {
  readonly directory: string;
  /** Past runs of each cronjob. */
  readonly maxRuns: number;
  readonly clock: Clock;
  /** Told when something cannot be written: the cronjob goes on without it. */
  readonly report: (message: string) => void;
}

/** What is remembered of a cronjob. It survives the daemon: a run is written down before it begins, so that no tick runs twice. */
export class CronMemory {
  readonly #statePath: string;
  readonly #journalPath: string;
  readonly #journal: RunJournal;
  #state: CronState;
  #ended: readonly CronRun[];
  /** How many of the latest are not in the journal yet. */
  #unsaved = 0;
  #isFailing = false;

  constructor(
    spec: CronjobSpec,
    private readonly place: MemoryPlace,
  ) {
    this.#statePath = join(place.directory, `${spec.name}.json`);
    this.#journalPath = join(place.directory, `${spec.name}.runs.jsonl`);
    this.#journal = new RunJournal(this.#journalPath, place.maxRuns);
    this.#ended = this.#try(() => this.#journal.read()) ?? [];
    this.#state = this.#recall(spec);
    // So that a later daemon knows from when on ticks may have been missed.
    this.#save();
  }

  get past(): TickerPast {
    return this.#state;
  }

  get isSuspended(): boolean {
    return this.#state.suspend.actual;
  }

  /** Runs that have not ended as far as is known, the latest first. */
  get running(): readonly CronRun[] {
    return this.#state.running;
  }

  /** All runs, the latest first; those under way lead. */
  get history(): readonly CronRun[] {
    return [...this.#state.running, ...this.#ended];
  }

  /** Notes a changed definition. Times of another schedule say nothing about this one; a suspension stays unless that changed too. */
  redefine(spec: CronjobSpec): void {
    this.#state = this.#adapted(this.#state, spec);
    this.#save();
  }

  suspend(isSuspended: boolean): void {
    const { suspend } = this.#state;
    this.#state = { ...this.#state, suspend: { ...suspend, actual: isSuspended }, settledUntil: this.place.clock.epochMs() };
    this.#save();
  }

  /** A tick has been decided. It is written down with what comes of it. */
  settle(dueAt: number): void {
    this.#state = { ...this.#state, anchorAt: dueAt, settledUntil: Math.max(dueAt, this.#state.settledUntil) };
  }

  begin(run: CronRun): void {
    this.#state = { ...this.#state, running: [run, ...this.#state.running] };
    this.#save();
  }

  /** @param run as it was begun */
  end(run: CronRun, ended: CronRun): void {
    this.#state = { ...this.#state, running: this.#state.running.filter((other) => !isSame(other, run)) };
    this.#add(ended);
    this.#try(() => {
      this.#journal.append(this.#ended, this.#unsaved);
      this.#unsaved = 0;
    });
    this.#save();
  }

  /** Notes a tick without a run; the same as before is one entry. */
  skip(dueAt: number, reason: string): CronRun {
    const [last, ...older] = this.#ended;
    const isAgain = this.#unsaved > 0 && last?.result === 'skipped' && last.reason === reason;
    const skipped = isAgain ? { ...last, dueAt, ticks: last.ticks + 1 } : skippedRun(dueAt, reason);
    if (isAgain) this.#ended = [skipped, ...older];
    else this.#add(skipped);
    // So that it is not made up for after a restart.
    this.#save();
    return skipped;
  }

  /** Nothing of it stays. */
  forget(): void {
    for (const path of [this.#statePath, this.#journalPath]) this.#try(() => rmSync(path, { force: true }));
  }

  #add(run: CronRun): void {
    this.#ended = [run, ...this.#ended].slice(0, this.place.maxRuns);
    this.#unsaved = Math.min(this.#unsaved + 1, this.place.maxRuns);
  }

  #recall(spec: CronjobSpec): CronState {
    const found = this.#try(() => readCronState(this.#statePath)) ?? null;
    if (found === null) return freshState(spec, this.place.clock.epochMs(), []);
    // Killed between the two writes of an end: the journal has it already.
    const running = found.running.filter((run) => !this.#ended.some((other) => isSame(other, run)));
    return this.#adapted({ ...found, running }, spec);
  }

  #adapted(state: CronState, spec: CronjobSpec): CronState {
    const now = this.place.clock.epochMs();
    const isSameSchedule = state.schedule === spec.scheduleText && state.timeZone === spec.timeZone;
    const suspend = state.suspend.declared === spec.suspended ? state.suspend : suspension(spec);
    if (!isSameSchedule) return { ...freshState(spec, now, state.running), suspend };
    // What was due during a suspension is not missed.
    return { ...state, suspend, settledUntil: state.suspend.actual ? now : state.settledUntil };
  }

  #save(): void {
    this.#try(() => writeCronState(this.#statePath, this.#state));
  }

  #try<T>(work: () => T): T | undefined {
    try {
      const result = work();
      this.#isFailing = false;
      return result;
    } catch (error) {
      if (!this.#isFailing) this.place.report(`the history of a cronjob cannot be kept: ${messageOf(error)}`);
      this.#isFailing = true;
      return undefined;
    }
  }
}

/** Removes what is remembered of cronjobs that are not defined any more. */
export function forgetOthers({ directory, report }: Pick<MemoryPlace, 'directory' | 'report'>, names: ReadonlySet<string>): void {
  try {
    for (const file of readdirSync(directory)) {
      const name = FILES.exec(file)?.[1];
      if (name === undefined || !names.has(name)) rmSync(join(directory, file), { force: true });
    }
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') report(`old histories of cronjobs cannot be removed: ${messageOf(error)}`);
  }
}

function freshState(spec: CronjobSpec, now: number, running: readonly CronRun[]): CronState {
  return {
    version: 1,
    schedule: spec.scheduleText,
    timeZone: spec.timeZone,
    anchorAt: now,
    settledUntil: now,
    suspend: suspension(spec),
    running,
  };
}

function suspension({ suspended }: CronjobSpec): CronState['suspend'] {
  return { declared: suspended, actual: suspended };
}

function isSame(left: CronRun, right: CronRun): boolean {
  return left.process === right.process && left.startedAt === right.startedAt && left.dueAt === right.dueAt;
}
