import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { DetectorFactory } from '#core';
import { DETECTOR, type DetectorMetadata } from '#plugin';
import { DetectorRegistry } from './detector.registry.js';

/** Finds the providers that `@Detector` marks, in whatever module they lie. */
@Injectable()
export class DetectorExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: DetectorRegistry,
  ) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function') continue;
      const metadata = Reflect.getMetadata(DETECTOR, metatype) as DetectorMetadata | undefined;
      if (metadata !== undefined) this.registry.register(metadata.type, instance as DetectorFactory);
    }
  }
}
