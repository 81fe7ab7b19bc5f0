import { Module } from '@nestjs/common';
import type { Clock, ProcessManager } from '#core';
import { PROCESS_MANAGER } from '../manager/index.js';
import { CLOCK } from '../slots/index.js';
import { StatusView } from './status-view.js';
import { UsageSampler } from './usage-sampler.js';

/** What processes use of the machine: one sampler for all who ask. */
@Module({
  providers: [
    {
      provide: UsageSampler,
      inject: [PROCESS_MANAGER, CLOCK],
      useFactory: (manager: ProcessManager, clock: Clock) => new UsageSampler(clock, { manager }),
    },
    StatusView,
  ],
  exports: [StatusView, UsageSampler],
})
export class UsageModule {}
