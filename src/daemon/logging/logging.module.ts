import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';

import type { DaemonLog } from './daemon-log.js';
import { LOG_LEVELS_IN_FORCE } from './inject-log-levels.decorator.js';

/**
 * The daemon's own log for injection, as `PinoLogger` of nestjs-pino, and its levels. Output of processes never passes through it.
 * Requests are logged by a Fastify hook of the server room: nestjs-pino's middleware would take a third of the throughput.
 */
@Module({})
export class LoggingModule {
  /** @param log `null` = whatever Nest logs to */
  static forRoot(log: DaemonLog | null): DynamicModule {
    const levels = { provide: LOG_LEVELS_IN_FORCE, useValue: log?.levels ?? null };
    const [imports, exported] = log === null ? [[], []] : [[LoggerModule.forRoot(log.params)], [LoggerModule]];
    return { module: LoggingModule, global: true, imports, providers: [levels], exports: [...exported, LOG_LEVELS_IN_FORCE] };
  }
}
