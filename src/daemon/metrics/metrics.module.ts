import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { EventSinksModule } from '../event-sinks/index.js';
import { ScheduleModule } from '../schedule/index.js';
import { UsageModule } from '../usage/index.js';
import { DaemonSources } from './daemon-sources.js';
import { EventSinkMetrics } from './event-sink-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsExplorer } from './metrics.explorer.js';
import { MetricsService } from './metrics.service.js';
import { ProcessSources } from './process-sources.js';

/** What there is of metrics. */
export interface MetricsOptions {
  /** Whether there is an endpoint at all (`[metrics].enabled`); without it nothing is collected either. */
  readonly isExposed: boolean;
}

/** The Prometheus endpoint, at the root of the listener. */
@Module({})
export class MetricsModule {
  static forRoot({ isExposed }: MetricsOptions): DynamicModule {
    return {
      module: MetricsModule,
      imports: [DiscoveryModule, EventSinksModule, ScheduleModule, UsageModule],
      controllers: isExposed ? [MetricsController] : [],
      providers: [MetricsService, ...(isExposed ? [ProcessSources, DaemonSources, EventSinkMetrics, MetricsExplorer] : [])],
      exports: [MetricsService],
    };
  }
}
