import { Module } from '@nestjs/common';
import { LogsModule } from '../logs/index.js';
import { JsonLinesSinkFactory } from './json-lines/json-lines.factory.js';
import { OtlpSinkFactory } from './otlp/otlp.factory.js';
import { StdoutSinkFactory } from './stdout/stdout.factory.js';
import { SyslogSinkFactory } from './syslog/syslog.factory.js';

/**
 * The log sinks that come with the daemon beside files, made as plugins make theirs. What they consist of is loaded when a process names
 * one.
 */
@Module({
  imports: [LogsModule],
  providers: [JsonLinesSinkFactory, OtlpSinkFactory, StdoutSinkFactory, SyslogSinkFactory],
})
export class LogSinksModule {}
