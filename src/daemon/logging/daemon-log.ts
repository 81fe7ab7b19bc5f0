import type { LoggerService } from '@nestjs/common';
import type { Params } from 'nestjs-pino';
import { type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';

import { type Clock, ProvisrError, systemClock } from '#core';

import { FileSink, RotationQueue } from '../logs/index.js';
import { LineGate } from './line-gate.js';
import { LogLevels } from './log-levels.js';
import { LogStream } from './log-stream.js';
import { nestLogger } from './nest-logger.js';
import { prettyFormat } from './pretty-format.js';
import { maskSecrets, REDACTED, REDACTED_PATHS } from './secrets.js';

/** Where the daemon's own log goes and what is in it. */
export interface DaemonLogOptions {
  /** Absolute path of a file, rotated like those of processes; `null` = standard error. */
  readonly file: string | null;
  /** @default `info` everywhere */
  readonly levels?: LogLevels;
  /** Readable lines in place of JSON; never in a file. @default whether standard error is a terminal */
  readonly pretty?: boolean;
  readonly clock?: Clock;
}

/** The daemon's own log, open before Nest is there and after it is gone. */
export interface DaemonLog {
  /** For request lines and whatever else wants pino itself. */
  readonly pino: Logger;
  /** For `NestFactory` and `app.useLogger`. */
  readonly nest: LoggerService;
  readonly levels: LogLevels;
  /** What `LoggerModule.forRoot` of nestjs-pino needs to write here too. */
  readonly params: Params;
  /** Stores what waits. Nothing may be logged afterwards. */
  close(): Promise<void>;
}

const FILE_ROTATION = { maxSizeBytes: 10 * 1024 * 1024, maxBackups: 3, maxAgeDays: 0, compress: false };
const NO_ROTATION = { ...FILE_ROTATION, maxSizeBytes: 0 };

/** @throws ProvisrError PROVISR_CONFIG_INVALID when the file cannot be written */
export async function openDaemonLog(options: DaemonLogOptions): Promise<DaemonLog> {
  const { file, levels = new LogLevels({ level: 'info', areas: {} }), clock = systemClock } = options;
  const rotation = file === null ? { path: '/dev/stderr', ...NO_ROTATION } : { path: file, ...FILE_ROTATION };
  const sink = new FileSink(rotation, clock, new RotationQueue(clock));
  sink.prepare();
  if (file !== null && sink.problem !== null) {
    await sink.close();
    throw new ProvisrError('PROVISR_CONFIG_INVALID', `the daemon ${sink.problem}`, {
      hint: 'choose another file with --logfile or [server].logfile',
    });
  }
  const stream = new LogStream(sink);
  const isPretty = file === null && (options.pretty ?? process.stderr.isTTY);
  const format = isPretty ? await prettyFormat(process.stderr.isTTY && process.env['NO_COLOR'] === undefined) : null;
  const gate = new LineGate(levels, clock);
  const logger = pino(settings(gate), { write: (line: string) => stream.write(format === null ? line : format(line)) });
  gate.attach(logger);
  const params: Params = { pinoHttp: { logger }, forRoutes: [] };
  const close = (): Promise<void> => {
    gate.close();
    return stream.close();
  };
  return { pino: logger, nest: nestLogger(logger, params), levels, params, close };
}

function settings(gate: LineGate): LoggerOptions {
  return {
    // The gate decides, line by line: areas have levels of their own.
    level: 'trace',
    // "pid" in a line is that of the process it is about.
    base: { daemonPid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED_PATHS, censor: REDACTED },
    hooks: { streamWrite: maskSecrets, logMethod: gate.hook() },
  };
}
