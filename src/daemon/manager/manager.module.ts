import { Global, Logger, Module } from '@nestjs/common';
import { createManager, type Manager, messageOf } from '#core';
import { BackoffRegistry, BackoffsModule } from '../backoffs/index.js';
import { DetectorRegistry, DetectorsModule } from '../detectors/index.js';
import { LogSinksModule } from '../log-sinks/index.js';
import { LogsModule, StreamLogOpener } from '../logs/index.js';
import { CORE_SLOTS, type CoreSlots } from '../slots/index.js';
import { ActiveConfig } from './active-config.js';
import { logEvents } from './event-log.js';
import { PROCESS_MANAGER } from './process-manager.token.js';
import { specReviver } from './revive-spec.js';

interface CorePorts {
  readonly active: ActiveConfig;
  readonly backoffs: BackoffRegistry;
  readonly detectors: DetectorRegistry;
  readonly logs: StreamLogOpener;
}

/** The supervision core, wired to what this daemon logs with and detects by. It is booted by whoever opened the listeners, not by Nest. */
@Global()
@Module({
  imports: [BackoffsModule, DetectorsModule, LogsModule, LogSinksModule],
  providers: [
    ActiveConfig,
    {
      provide: PROCESS_MANAGER,
      inject: [ActiveConfig, BackoffRegistry, DetectorRegistry, StreamLogOpener, CORE_SLOTS],
      useFactory: (
        ...[active, backoffs, detectors, logs, slots]: [ActiveConfig, BackoffRegistry, DetectorRegistry, StreamLogOpener, CoreSlots]
      ) => managerOf({ active, backoffs, detectors, logs }, slots),
    },
  ],
  exports: [ActiveConfig, PROCESS_MANAGER, DetectorsModule, LogsModule],
})
export class ManagerModule {}

function managerOf({ active, backoffs, detectors, logs }: CorePorts, slots: CoreSlots): Manager {
  const logger = new Logger('supervision');
  const manager = createManager({
    ...slots,
    stateDir: active.current.pidDir,
    logs,
    backoffs,
    detectors,
    revive: specReviver(() => active.current),
    report: (msg, { process, error }) => logger.warn({ msg, process, ...(error === undefined ? {} : { reason: messageOf(error) }) }),
  });
  logEvents(manager.events);
  return manager;
}
