import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { EventsModule } from '../events/index.js';
import { EventSinkExplorer } from './event-sink.explorer.js';
import { EventSinkRegistry } from './event-sink.registry.js';
import { EventSinks } from './event-sinks.service.js';
import { WebhookFactory } from './webhook-factory.js';

/** Who is told of events: webhooks, and what plugins bring. */
@Module({
  imports: [DiscoveryModule, EventsModule],
  providers: [EventSinkRegistry, EventSinkExplorer, WebhookFactory, EventSinks],
  exports: [EventSinks],
})
export class EventSinksModule {}
