import { isDeepStrictEqual } from 'node:util';
import {
  messageOf,
  type OrderOptions,
  type ProcessEvent,
  type ProcessManager,
  type ProcessSpec,
  type ProcessStatus,
  type Program,
} from '#core';
import type { Cronjob } from '#contract';
import { slotSpec } from '../manager/index.js';
import { type CronRun, endByExit, type RunEnd } from './cron-run.js';

/** A run that was asked for. Neither promise rejects: what prevents a run is its end. */
export interface Launch {
  /** Resolves when the manager knows its process, or never will. */
  readonly launched: Promise<void>;
  readonly end: Promise<RunEnd>;
}

/** A process of a cronjob that was started by somebody else. */
export interface ForeignRun {
  /** Milliseconds since the epoch; `null` while it is being started. */
  readonly startedAt: number | null;
  readonly end: Promise<RunEnd>;
}

interface Ending {
  readonly promise: Promise<RunEnd>;
  cancel(): void;
}

/** Runs the process of a cronjob once and waits for its end. */
export class CronRunner {
  constructor(private readonly manager: ProcessManager) {}

  /** The process of the run in `slot`: slot 1 has the job's own name, the others, used by overlapping runs, have numbers. */
  specOf(job: Cronjob, slot: number): ProcessSpec {
    return slotSpec(job.spec.process, slot);
  }

  /** The slot of a run by the name of its process; `null` when it is no run of this job. */
  slotOf({ spec }: Cronjob, process: string): number | null {
    if (process === spec.name) return 1;
    const slot = process.startsWith(`${spec.name}-`) ? Number(process.slice(spec.name.length + 1)) : Number.NaN;
    return Number.isInteger(slot) && slot > 1 ? slot : null;
  }

  /** @param order who wants it */
  run(job: Cronjob, spec: ProcessSpec, order: OrderOptions): Launch {
    const launched = this.#launch(job, spec, order);
    const end = launched.then(
      (ending) => ending.promise,
      (error: unknown): RunEnd => ({ result: 'failed', exit: null, reason: messageOf(error) }),
    );
    return {
      launched: launched.then(
        () => undefined,
        () => undefined,
      ),
      end,
    };
  }

  /** Follows a process that runs already. `null` when it does not, or is not of a cronjob. */
  follow(process: string): ForeignRun | null {
    const program = this.#programOf(process);
    const status = this.#statusOf(process);
    if (program === undefined || status === undefined || status.state === 'stopped' || status.state === 'failed') return null;
    // Of one that is being started it would be the time of the run before.
    const startedAt = status.state === 'starting' ? null : status.startedAt;
    return { startedAt, end: this.#ending(program.spec).promise };
  }

  /** Names of the processes that runs of this job left, alive or at rest. */
  processesOf(job: Cronjob): readonly string[] {
    const ours = this.manager.programs().filter(({ spec, origin }) => origin === 'cron' && this.slotOf(job, spec.name) !== null);
    return ours.map(({ spec }) => spec.name);
  }

  /** How a run ended that is not followed any more, and when; `null` when nobody knows. */
  endOf(run: CronRun): (RunEnd & { readonly endedAt: number }) | null {
    const program = this.#programOf(run.process);
    const status = program === undefined ? undefined : this.#statusOf(program.spec.name);
    if (program === undefined || !status?.stoppedAt || status.stoppedAt < (run.startedAt ?? Infinity)) return null;
    return { ...endByExit(status.lastExit, program.spec.exitCodes), endedAt: status.stoppedAt };
  }

  /** Ends a run, as its definition says. */
  async stop(process: string, order: OrderOptions): Promise<void> {
    await this.manager.stop({ kind: 'name', name: process }, order);
  }

  /** Stops and forgets the process of a run; it is the job that stays. Never rejects: a manager that shuts down forgets it by itself. */
  async forget(process: string): Promise<void> {
    if (this.#programOf(process) !== undefined) await this.manager.remove(process).catch(() => undefined);
  }

  async #launch(job: Cronjob, spec: ProcessSpec, order: OrderOptions): Promise<Ending> {
    const known = this.#programOf(spec.name);
    // The definition may have changed since the last run.
    if (known !== undefined && !isDeepStrictEqual(known.spec.document, spec.document)) await this.manager.remove(spec.name);
    const ending = this.#ending(spec);
    try {
      await this.manager.launch({ spec, origin: 'cron', source: job.source }, { ...order, waitMs: 0 });
    } catch (error) {
      ending.cancel();
      throw error;
    }
    return ending;
  }

  #programOf(process: string | null): Program | undefined {
    return this.manager.programs().find(({ spec, origin }) => origin === 'cron' && spec.name === process);
  }

  #ending(spec: ProcessSpec): Ending {
    let cancel = (): void => undefined;
    const promise = new Promise<RunEnd>((resolve) => {
      const unsubscribe = this.manager.events.subscribe((event) => {
        if (event.process !== spec.name || event.type !== 'process.state' || (event.to !== 'stopped' && event.to !== 'failed')) return;
        unsubscribe();
        // The status follows the event: it is read when whoever published it is through.
        queueMicrotask(() => resolve(this.#endAfter(event, spec)));
      });
      cancel = () => void unsubscribe();
    });
    return { promise, cancel: () => cancel() };
  }

  /** Somebody had it stopped: that is no failure of the job. */
  #endAfter(event: Extract<ProcessEvent, { type: 'process.state' }>, spec: ProcessSpec): RunEnd {
    const exit = this.#statusOf(spec.name)?.lastExit ?? null;
    if (event.to === 'stopped' && event.cause !== 'crash') return { result: 'stopped', exit, reason: null };
    return endByExit(exit, spec.exitCodes);
  }

  #statusOf(process: string): ProcessStatus | undefined {
    return this.manager.statuses({ kind: 'wildcard', pattern: process })[0];
  }
}
