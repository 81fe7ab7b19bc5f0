import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { EVENT_SINK, type EventSinkFactory, type EventSinkMetadata } from '#plugin';
import { EventSinkRegistry } from './event-sink.registry.js';

/** Finds the providers that `@EventSink` marks, in whatever module they lie. */
@Injectable()
export class EventSinkExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: EventSinkRegistry,
  ) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function') continue;
      const metadata = Reflect.getMetadata(EVENT_SINK, metatype) as EventSinkMetadata | undefined;
      if (metadata !== undefined) this.registry.register(metadata.type, instance as EventSinkFactory);
    }
  }
}
