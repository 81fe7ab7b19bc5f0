import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HEALTH_INDICATOR, type HealthIndicatorMetadata, type HealthProbe } from '#plugin';
import { IndicatorRegistry } from './indicator.registry.js';

/** Finds the providers that `@HealthIndicator` marks, in whatever module they lie. */
@Injectable()
export class IndicatorExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: IndicatorRegistry,
  ) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function') continue;
      const metadata = Reflect.getMetadata(HEALTH_INDICATOR, metatype) as HealthIndicatorMetadata | undefined;
      if (metadata !== undefined) this.registry.register(metadata.name, instance as HealthProbe);
    }
  }
}
