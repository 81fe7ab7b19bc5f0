import { Module } from '@nestjs/common';
import { DiscoveryModule, LazyModuleLoader } from '@nestjs/core';
import { builtinDetectorFactories, type Clock, type ProcessInspector } from '#core';
import { CLOCK, PROCESS_INSPECTOR } from '../slots/index.js';
import { DetectorExplorer } from './detector.explorer.js';
import { DetectorRegistry } from './detector.registry.js';
import { lateFactories } from './late-factories.js';

/** The detector types of this daemon. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: DetectorRegistry,
      inject: [CLOCK, PROCESS_INSPECTOR, LazyModuleLoader],
      useFactory: (clock: Clock, inspector: ProcessInspector, loader: LazyModuleLoader) =>
        new DetectorRegistry(builtinDetectorFactories(clock, inspector), clock, lateFactories(loader)),
    },
    DetectorExplorer,
  ],
  exports: [DetectorRegistry],
})
export class DetectorsModule {}
