import { Counter, Gauge, type Registry } from 'prom-client';
import type { CronScheduler } from '../schedule/index.js';

/** Cronjobs: counted as they run, their times read at a scrape. */
export class CronMetrics {
  readonly #next: Gauge;
  readonly #last: Gauge;

  constructor(
    private readonly scheduler: CronScheduler,
    registry: Registry,
  ) {
    const registers = [registry];
    const runs = new Counter({
      name: 'provisr_cronjob_runs_total',
      help: 'Runs by how they ended; skipped ticks are results too.',
      labelNames: ['name', 'result'],
      registers,
    });
    this.#last = new Gauge({
      name: 'provisr_cronjob_last_run_timestamp_seconds',
      help: 'When the last run began.',
      labelNames: ['name'],
      registers,
    });
    this.#next = new Gauge({
      name: 'provisr_cronjob_next_run_timestamp_seconds',
      help: 'When the next run is due.',
      labelNames: ['name'],
      registers,
    });
    scheduler.subscribe((name, { result }) => runs.inc({ name, result: result ?? 'failed' }));
    scheduler.onRemoved((name) => {
      for (const result of ['succeeded', 'failed', 'stopped', 'skipped', 'unknown']) runs.remove({ name, result });
    });
  }

  refresh(): void {
    this.#last.reset();
    this.#next.reset();
    for (const { job, history, nextAt } of this.scheduler.list()) {
      const startedAt = history.find((run) => run.startedAt !== null)?.startedAt ?? null;
      if (startedAt !== null) this.#last.set({ name: job.spec.name }, startedAt / 1000);
      if (nextAt !== null) this.#next.set({ name: job.spec.name }, nextAt / 1000);
    }
  }
}
