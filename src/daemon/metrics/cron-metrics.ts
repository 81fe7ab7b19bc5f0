import type { Counter, Gauge } from 'prom-client';
import type { CronScheduler } from '../schedule/index.js';
import type { MetricsSource } from './metrics-source.js';
import type { SeriesMaker } from './series-maker.js';
import { SERIES } from './series-table.js';

const RESULTS = ['succeeded', 'failed', 'stopped', 'skipped', 'unknown'] as const;

/** Cronjobs: counted as they run, their times read at a scrape. */
export class CronMetrics implements MetricsSource {
  readonly name = 'cronjobs';
  readonly #gauges: Readonly<Record<'lastRun' | 'lastSuccess' | 'nextRun' | 'liveRuns' | 'suspended', Gauge>>;

  readonly #runs: Counter;

  constructor(
    private readonly scheduler: CronScheduler,
    make: SeriesMaker,
  ) {
    this.#runs = make.counter(SERIES.runs);
    this.#gauges = {
      lastRun: make.gauge(SERIES.lastRun),
      lastSuccess: make.gauge(SERIES.lastSuccess),
      nextRun: make.gauge(SERIES.nextRun),
      liveRuns: make.gauge(SERIES.liveRuns),
      suspended: make.gauge(SERIES.suspended),
    };
    scheduler.subscribe((name, { result }) => this.#runs.inc({ name, result: result ?? 'failed' }));
    scheduler.onRemoved((name) => {
      for (const result of RESULTS) this.#runs.remove({ name, result });
    });
  }

  tell(): void {
    const { lastRun, lastSuccess, nextRun, liveRuns, suspended } = this.#gauges;
    for (const gauge of Object.values(this.#gauges)) gauge.reset();
    for (const { job, history, nextAt, liveCount, isSuspended } of this.scheduler.list()) {
      const { name } = job.spec;
      // A counter that exists from the beginning lets rate() see its first increase.
      for (const result of RESULTS) this.#runs.inc({ name, result }, 0);
      const startedAt = history.find((run) => run.startedAt !== null)?.startedAt ?? null;
      const succeededAt = history.find((run) => run.result === 'succeeded')?.endedAt ?? null;
      if (startedAt !== null) lastRun.set({ name }, startedAt / 1000);
      if (succeededAt !== null) lastSuccess.set({ name }, succeededAt / 1000);
      if (nextAt !== null) nextRun.set({ name }, nextAt / 1000);
      liveRuns.set({ name }, liveCount);
      suspended.set({ name }, isSuspended ? 1 : 0);
    }
  }
}
