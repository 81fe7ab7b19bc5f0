import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BackoffExplorer } from './backoff.explorer.js';
import { BackoffRegistry } from './backoff.registry.js';

/** The restart strategies of this daemon. */
@Module({ imports: [DiscoveryModule], providers: [BackoffRegistry, BackoffExplorer], exports: [BackoffRegistry] })
export class BackoffsModule {}
