import { Injectable } from '@nestjs/common';
import type { Clock, Manager } from '#core';
import { LogLosses } from '../logs/index.js';
import { ActiveConfig, InjectManager } from '../manager/index.js';
import { InjectClock } from '../slots/index.js';
import { UsageSampler } from '../usage/index.js';
import { LogDiskMetrics } from './log-disk-metrics.js';
import { MetricsService } from './metrics.service.js';
import { ProcessMetrics } from './process-metrics.js';
import { StatusMetrics } from './status-metrics.js';
import { UsageMetrics } from './usage-metrics.js';

/** What is told of the processes. */
@Injectable()
export class ProcessSources {
  constructor(
    metrics: MetricsService,
    @InjectManager() manager: Manager,
    sampler: UsageSampler,
    losses: LogLosses,
    active: ActiveConfig,
    @InjectClock() clock: Clock,
  ) {
    metrics.addSource(new ProcessMetrics(manager.events, metrics.make).startDurations);
    metrics.addSource(new StatusMetrics({ manager, losses, groups: () => active.current.groups }));
    metrics.addSource(new UsageMetrics(manager, sampler));
    metrics.addSource(new LogDiskMetrics(manager, clock, metrics.make));
  }
}
