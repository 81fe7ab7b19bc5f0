import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import type { Clock } from '#core';

import { CLOCK } from '../slots/index.js';
import { FileSinkFactory } from './file-sink.factory.js';
import { FileSinkPool } from './file-sink.pool.js';
import { LogLosses } from './log-losses.js';
import { LogReaderService } from './log-reader.service.js';
import { LogSinkExplorer } from './log-sink.explorer.js';
import { LogSinkRegistry } from './log-sink.registry.js';
import { LogTraffic } from './log-traffic.js';
import { RotationQueue } from './rotation-queue.js';
import { StreamLogOpener } from './stream-log.opener.js';

/** The output of the processes: where it is stored, and how it is read back. Needs the slots. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: RotationQueue, inject: [CLOCK], useFactory: (clock: Clock) => new RotationQueue(clock) },
    {
      provide: FileSinkPool,
      inject: [CLOCK, RotationQueue],
      useFactory: (clock: Clock, rotations: RotationQueue) => new FileSinkPool(clock, rotations),
    },
    LogLosses,
    LogTraffic,
    LogSinkRegistry,
    LogSinkExplorer,
    FileSinkFactory,
    StreamLogOpener,
    LogReaderService,
  ],
  exports: [FileSinkPool, StreamLogOpener, LogSinkRegistry, LogReaderService, LogTraffic, LogLosses],
})
export class LogsModule {}
