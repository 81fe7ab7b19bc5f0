import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '../schedule/index.js';
import type { CertificateProvider } from '../tls/index.js';
import { UsageModule } from '../usage/index.js';
import { DaemonSources, METRICS_CERTIFICATES } from './daemon-sources.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsExplorer } from './metrics.explorer.js';
import { MetricsService } from './metrics.service.js';
import { ProcessSources } from './process-sources.js';

/** What there is of metrics. */
export interface MetricsOptions {
  /** Whether there is an endpoint at all (`[metrics].enabled`); without it nothing is collected either. */
  readonly isExposed: boolean;
  /** What the listeners present; `null` = plain HTTP. */
  readonly certificates: CertificateProvider | null;
}

/** The Prometheus endpoint, at the root of the listener. */
@Module({})
export class MetricsModule {
  static forRoot({ isExposed, certificates }: MetricsOptions): DynamicModule {
    return {
      module: MetricsModule,
      imports: [DiscoveryModule, ScheduleModule, UsageModule],
      controllers: isExposed ? [MetricsController] : [],
      providers: [
        MetricsService,
        { provide: METRICS_CERTIFICATES, useValue: certificates },
        ...(isExposed ? [ProcessSources, DaemonSources, MetricsExplorer] : []),
      ],
      exports: [MetricsService],
    };
  }
}
