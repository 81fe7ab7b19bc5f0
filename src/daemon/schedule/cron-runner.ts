import { isDeepStrictEqual } from 'node:util';
import { type Exit, messageOf, type ProcessManager, type ProcessSpec } from '#core';
import type { Cronjob, CronRunResult } from '#contract';
import { slotSpec } from '../manager/index.js';

/** How a run went. */
export interface RunEnd {
  readonly result: CronRunResult;
  readonly exit: Exit | null;
  readonly reason: string | null;
}

/** A run that was under way before its job was looked after. */
export interface LiveRun {
  readonly slot: number;
  readonly process: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly end: Promise<RunEnd>;
}

/** Runs the process of a cronjob once and waits for its end. */
export class CronRunner {
  constructor(private readonly manager: ProcessManager) {}

  /** The process of the run in `slot`: slot 1 has the job's own name, the others, used by overlapping runs, have numbers. */
  specOf(job: Cronjob, slot: number): ProcessSpec {
    return slotSpec(job.spec.process, slot);
  }

  /** Never rejects: what prevents a run is its end. */
  async run(job: Cronjob, spec: ProcessSpec): Promise<RunEnd> {
    try {
      await this.#forgetOlder(spec);
      const ended = this.#ending(spec);
      try {
        await this.manager.launch({ spec, origin: 'cron', source: job.source }, { waitMs: 0 });
      } catch (error) {
        ended.cancel();
        throw error;
      }
      return await ended.promise;
    } catch (error) {
      return { result: 'failed', exit: null, reason: messageOf(error) };
    }
  }

  /** The runs of a job that are alive without anybody following them. */
  resume(job: Cronjob): readonly LiveRun[] {
    const slots = this.manager.programs().flatMap(({ spec, origin }) => (origin === 'cron' ? { spec, slot: slotOf(job, spec.name) } : []));
    return slots.flatMap(({ spec, slot }) => {
      if (slot === null) return [];
      const status = this.manager.statuses({ kind: 'name', name: spec.name })[0];
      if (status?.running !== true) return [];
      return { slot, process: spec.name, startedAt: status.startedAt ?? 0, end: this.#ending(spec).promise };
    });
  }

  /** Ends a run that has to make room. */
  async stop(process: string): Promise<void> {
    await this.manager.stop({ kind: 'name', name: process });
  }

  /** Forgets the process of a run; it is the job that stays. Never rejects: a manager that shuts down forgets it by itself. */
  async forget(process: string): Promise<void> {
    if (!this.manager.programs().some(({ spec }) => spec.name === process)) return;
    await this.manager.remove(process).catch(() => undefined);
  }

  /** The definition may have changed since the last run. */
  async #forgetOlder(spec: ProcessSpec): Promise<void> {
    const known = this.manager.programs().find((program) => program.spec.name === spec.name);
    if (known !== undefined && !isDeepStrictEqual(known.spec.document, spec.document)) await this.manager.remove(spec.name);
  }

  #ending(spec: ProcessSpec): { promise: Promise<RunEnd>; cancel(): void } {
    let cancel = (): void => undefined;
    const promise = new Promise<RunEnd>((resolve) => {
      const unsubscribe = this.manager.events.subscribe((event) => {
        if (event.process !== spec.name || event.type !== 'process.state' || (event.to !== 'stopped' && event.to !== 'failed')) return;
        unsubscribe();
        // The status follows the event: it is read when whoever published it is through.
        queueMicrotask(() => resolve(this.#endOf(spec, event.from === 'stopping')));
      });
      cancel = () => void unsubscribe();
    });
    return { promise, cancel: () => cancel() };
  }

  /** @param isWanted somebody had it stopped: the run is then no failure of the job */
  #endOf(spec: ProcessSpec, isWanted: boolean): RunEnd {
    const exit = this.manager.statuses({ kind: 'name', name: spec.name })[0]?.lastExit ?? null;
    if (isWanted) return { result: 'stopped', exit, reason: null };
    const isGood = exit !== null && exit.code !== null && spec.exitCodes.includes(exit.code);
    return { result: isGood ? 'succeeded' : 'failed', exit, reason: exit?.error ?? null };
  }
}

/** The slot of a run by the name of its process; `null` when it is no run of this job. */
function slotOf({ spec }: Cronjob, process: string): number | null {
  if (process === spec.name) return 1;
  const slot = process.startsWith(`${spec.name}-`) ? Number(process.slice(spec.name.length + 1)) : Number.NaN;
  return Number.isInteger(slot) && slot > 1 ? slot : null;
}
