import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { builtinDetectorFactories, type Clock, type ProcessInspector } from '#core';
import { CLOCK, PROCESS_INSPECTOR } from '../slots/index.js';
import { DetectorExplorer } from './detector.explorer.js';
import { DetectorRegistry } from './detector.registry.js';

/** The detector types of this daemon. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: DetectorRegistry,
      inject: [CLOCK, PROCESS_INSPECTOR],
      useFactory: (clock: Clock, inspector: ProcessInspector) => new DetectorRegistry(builtinDetectorFactories(clock, inspector), clock),
    },
    DetectorExplorer,
  ],
  exports: [DetectorRegistry],
})
export class DetectorsModule {}
