import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { DaemonState } from './daemon-state.js';
import { HealthController } from './health.controller.js';
import { IndicatorExplorer } from './indicator.explorer.js';
import { IndicatorRegistry } from './indicator.registry.js';
import { Readiness } from './readiness.js';

/** Liveness and readiness, at the root of the listener. */
@Global()
@Module({
  // An unready daemon is no error of the daemon: nothing to log at every probe.
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [DaemonState, IndicatorExplorer, IndicatorRegistry, Readiness],
  exports: [DaemonState, Readiness],
})
export class HealthModule {}
