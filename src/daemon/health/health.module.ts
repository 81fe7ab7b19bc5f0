import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DaemonState } from './daemon-state.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

/** Liveness and readiness, at the root of the listener. */
@Global()
@Module({
  // An unready daemon is no error of the daemon: nothing to log at every probe.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [DaemonState, Readiness],
  exports: [DaemonState, Readiness],
})
export class HealthModule {}
