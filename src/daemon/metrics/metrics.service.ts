import { createRequire } from 'node:module';
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Manager } from '#core';
import { InjectManager } from '../manager/index.js';
import { CronScheduler } from '../schedule/index.js';
import { CronMetrics } from './cron-metrics.js';
import { HttpMetrics } from './http-metrics.js';
import { ProcessMetrics } from './process-metrics.js';
import { StatusMetrics } from './status-metrics.js';

/** Everything Prometheus is told, in a registry of our own: prom-client's global one belongs to the host application. */
@Injectable()
export class MetricsService {
  readonly registry = new Registry();
  readonly http: HttpMetrics;
  readonly #status: StatusMetrics;
  readonly #cron: CronMetrics;

  constructor(@InjectManager() manager: Manager, scheduler: CronScheduler) {
    collectDefaultMetrics({ register: this.registry });
    new ProcessMetrics(manager.events, this.registry);
    this.http = new HttpMetrics(this.registry);
    this.#status = new StatusMetrics(manager, this.registry);
    this.#cron = new CronMetrics(scheduler, this.registry);
    describeBuild(this.registry);
  }

  /** The exposition text of this moment. */
  async scrape(): Promise<string> {
    await this.#status.refresh();
    this.#cron.refresh();
    return this.registry.metrics();
  }
}

function describeBuild(registry: Registry): void {
  // The package's own name resolves to itself, from the sources and from wherever it was built to.
  const { version } = createRequire(import.meta.url)('provisr/package.json') as { version: string };
  const info = new Gauge({
    name: 'provisr_build_info',
    help: 'Always 1; the labels tell what runs.',
    labelNames: ['version', 'node'],
    registers: [registry],
  });
  info.set({ version, node: process.version }, 1);
}
