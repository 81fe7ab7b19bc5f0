import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { METRICS, type MetricsMetadata, type MetricsProvider } from '#plugin';
import { MetricsService } from './metrics.service.js';

/** Finds the providers that `@Metrics` marks, in whatever module they lie. */
@Injectable()
export class MetricsExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly metrics: MetricsService,
  ) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function') continue;
      const metadata = Reflect.getMetadata(METRICS, metatype) as MetricsMetadata | undefined;
      if (metadata !== undefined) this.metrics.add(metadata.name, instance as MetricsProvider);
    }
  }
}
