import type { Clock, LogSink as LogSinkPort } from '#core';
import { SyslogSinkDto } from '#contract';
import { LogSink, LogSinkFactory, type LogTarget } from '#plugin';
import { InjectClock } from '../../slots/index.js';
import type { SyslogSinks } from './syslog-sinks.js';

/** `type = "syslog"`: lines as messages of RFC 5424. */
@LogSink('syslog')
export class SyslogSinkFactory extends LogSinkFactory<SyslogSinkDto> {
  override readonly optionsClass = SyslogSinkDto;
  #sinks: Promise<SyslogSinks> | null = null;

  constructor(@InjectClock() private readonly clock: Clock) {
    super();
  }

  async open(options: SyslogSinkDto, target: LogTarget): Promise<LogSinkPort> {
    this.#sinks ??= import('./syslog-sinks.js').then(({ SyslogSinks: Sinks }) => new Sinks(this.clock));
    return (await this.#sinks).open(options, target);
  }
}
