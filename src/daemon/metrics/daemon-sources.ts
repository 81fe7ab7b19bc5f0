import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#core';
import { DaemonState, Readiness } from '../health/index.js';
import { CronScheduler } from '../schedule/index.js';
import { InjectClock } from '../slots/index.js';
import { PRESENTED_CERTIFICATE, type PresentedCertificate } from '../tls/index.js';
import { CronMetrics } from './cron-metrics.js';
import { DaemonMetrics } from './daemon-metrics.js';
import { MetricsService } from './metrics.service.js';
import { NodeMetrics } from './node-metrics.js';

/** What is told of the cronjobs and of the daemon itself. */
@Injectable()
export class DaemonSources {
  constructor(
    metrics: MetricsService,
    scheduler: CronScheduler,
    state: DaemonState,
    readiness: Readiness,
    @Inject(PRESENTED_CERTIFICATE) certificates: PresentedCertificate | null,
    @InjectClock() clock: Clock,
  ) {
    metrics.addSource(new CronMetrics(scheduler, metrics.make));
    metrics.addSource(new DaemonMetrics({ state, readiness, certificates }, metrics.make));
    metrics.addSource(new NodeMetrics(metrics.registry, clock));
  }
}
