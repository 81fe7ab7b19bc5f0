import { CronJob } from 'cron';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { Clock, Timer } from '#core';
import type { CronjobSpec } from '#contract';

/** Says when a cronjob is due. */
export interface Ticker {
  /** Milliseconds since the epoch. */
  readonly nextAt: number;
  stop(): void;
}

/** What a ticker needs. */
export interface TickerPorts {
  readonly clock: Clock;
  readonly registry: SchedulerRegistry;
}

/** Called at each tick with the moment it was meant for, which lies in the past when the machine slept or was too busy. */
export type TickListener = (dueAt: number) => void;

/** Starts ticking. The first tick is never at once: an expression names moments, `@every` begins with its first interval. */
export function startTicker(spec: CronjobSpec, ports: TickerPorts, tick: TickListener): Ticker {
  return spec.schedule.kind === 'every'
    ? new IntervalTicker(spec.schedule.intervalMs, ports.clock, tick)
    : new ExpressionTicker(spec, spec.schedule.expression, ports.registry, tick);
}

/** Ticks at a fixed distance, without drift; ticks that were slept through are one. */
class IntervalTicker implements Ticker {
  readonly #origin: number;
  #count = 1;
  #timer: Timer;

  constructor(
    private readonly intervalMs: number,
    private readonly clock: Clock,
    private readonly tick: TickListener,
  ) {
    this.#origin = clock.monotonicMs();
    this.#timer = this.#arm();
  }

  get nextAt(): number {
    return this.clock.epochMs() + this.#leftMs();
  }

  stop(): void {
    this.#timer.disarm();
  }

  #leftMs(): number {
    return Math.max(0, this.#origin + this.#count * this.intervalMs - this.clock.monotonicMs());
  }

  #arm(): Timer {
    return this.clock.arm(this.#leftMs(), () => {
      const elapsed = this.clock.monotonicMs() - this.#origin;
      const lateMs = Math.max(0, elapsed - this.#count * this.intervalMs);
      this.#count = Math.max(this.#count + 1, Math.floor(elapsed / this.intervalMs) + 1);
      this.#timer = this.#arm();
      this.tick(this.clock.epochMs() - lateMs);
    });
  }
}

/** Late ticks come all the same: whether one is too late is decided by `starting_deadline`, not by the library. */
const NO_THRESHOLD = Number.MAX_SAFE_INTEGER;

/** Ticks at the moments of a cron expression in its time zone; seen by the host application in Nest's SchedulerRegistry. */
class ExpressionTicker implements Ticker {
  readonly #job: CronJob;
  readonly #key: string;
  #dueAt: number;

  constructor(
    spec: CronjobSpec,
    expression: string,
    private readonly registry: SchedulerRegistry,
    tick: TickListener,
  ) {
    this.#key = `provisr:${spec.name}`;
    this.#job = CronJob.from({
      name: spec.name,
      cronTime: expression,
      onTick: () => {
        const dueAt = this.#dueAt;
        this.#dueAt = this.nextAt;
        tick(dueAt);
      },
      timeZone: spec.timeZone,
      threshold: NO_THRESHOLD,
    });
    this.#dueAt = this.nextAt;
    registry.addCronJob(this.#key, this.#job);
    this.#job.start();
  }

  get nextAt(): number {
    return this.#job.nextDate().toMillis();
  }

  stop(): void {
    this.registry.deleteCronJob(this.#key);
  }
}
