import type { Clock, LogSink as LogSinkPort } from '#core';
import { OtlpSinkDto } from '#contract';
import { LogSink, LogSinkFactory, type LogTarget } from '#plugin';
import { InjectClock } from '../../slots/index.js';
import type { OtlpSinks } from './otlp-sinks.js';

/** `type = "otlp"`: lines as log records of OpenTelemetry. */
@LogSink('otlp')
export class OtlpSinkFactory extends LogSinkFactory<OtlpSinkDto> {
  override readonly optionsClass = OtlpSinkDto;
  #sinks: Promise<OtlpSinks> | null = null;

  constructor(@InjectClock() private readonly clock: Clock) {
    super();
  }

  async open(options: OtlpSinkDto, target: LogTarget): Promise<LogSinkPort> {
    this.#sinks ??= import('./otlp-sinks.js').then(({ OtlpSinks: Sinks }) => new Sinks(this.clock));
    return (await this.#sinks).open(options, target);
  }
}
