import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';

import type { DaemonLog } from './daemon-log.js';

/**
 * The daemon's own log for injection, as `PinoLogger` of nestjs-pino. Output of processes never passes through it.
 * Requests are logged by a Fastify hook of the server room: nestjs-pino's middleware would take a third of the throughput.
 */
@Module({})
export class LoggingModule {
  static forRoot(log: DaemonLog): DynamicModule {
    return { module: LoggingModule, global: true, imports: [LoggerModule.forRoot(log.params)], exports: [LoggerModule] };
  }
}
