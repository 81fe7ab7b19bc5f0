import 'reflect-metadata';
import { Injectable, SetMetadata } from '@nestjs/common';
import type { LogSink as LogSinkPort, LogTarget } from '#core';

/** Metadata key of {@link LogSink}. `Symbol.for`, so that a plugin that resolved another copy of this package is found all the same. */
export const LOG_SINK = Symbol.for('provisr.log-sink.v1');

/** What {@link LogSink} notes on a class. */
export interface LogSinkMetadata {
  readonly type: string;
}

/** What takes the bytes of one stream. */
export type LogSink = LogSinkPort;

/**
 * Marks a provider as the maker of all log sinks of one type. List it in the providers of the plugin's module.
 *
 * @param type what users write as `type = "…"` under `log.sinks`; a type may be claimed once
 * @example
 * \@LogSink('loki')
 * class LokiSinkFactory extends LogSinkFactory<{ url: string }> { … }
 */
export function LogSink(type: string): ClassDecorator {
  return (target) => {
    Injectable()(target);
    SetMetadata<symbol, LogSinkMetadata>(LOG_SINK, { type })(target);
  };
}

/** Makes the log sinks of one type. `Options` is what users write under `options`, checked by {@link optionsClass} alone. */
export abstract class LogSinkFactory<Options extends object = Readonly<Record<string, unknown>>> {
  /**
   * What it understands: a class whose properties bear decorators of class-validator. Keys that it has not are refused.
   * Absent = the options are handed on unchecked.
   */
  readonly optionsClass?: new () => object;

  /**
   * A sink that returns `false` from `write` makes the process wait: where the other side is slow or far away, drop and count
   * rather than stall it. `target.path` is the log file of the stream, not of this sink. {@link LineAssembler} makes lines of what comes.
   *
   * @throws Error when the options are wrong; its message should name the option. The process is not started then.
   */
  abstract open(options: Options, target: LogTarget): LogSink | Promise<LogSink>;
}
