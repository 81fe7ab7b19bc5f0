import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { BackoffStrategy } from '#core';
import { BACKOFF_STRATEGY, type BackoffStrategyMetadata } from '#plugin';
import { BackoffRegistry } from './backoff.registry.js';

/** Finds the providers that `@BackoffStrategy` marks, in whatever module they lie. */
@Injectable()
export class BackoffExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: BackoffRegistry,
  ) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function') continue;
      const metadata = Reflect.getMetadata(BACKOFF_STRATEGY, metatype) as BackoffStrategyMetadata | undefined;
      if (metadata !== undefined) this.registry.register(metadata.name, instance as BackoffStrategy);
    }
  }
}
