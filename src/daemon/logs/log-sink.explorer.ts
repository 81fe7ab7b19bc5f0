import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import { LOG_SINK, type LogSinkFactory, type LogSinkMetadata } from '#plugin';

import { LogSinkRegistry } from './log-sink.registry.js';

/** Finds the providers that `@LogSink` marks, in whatever module they lie. */
@Injectable()
export class LogSinkExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: LogSinkRegistry,
  ) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function') continue;
      const metadata = Reflect.getMetadata(LOG_SINK, metatype) as LogSinkMetadata | undefined;
      if (metadata !== undefined) this.registry.register(metadata.type, instance as LogSinkFactory);
    }
  }
}
