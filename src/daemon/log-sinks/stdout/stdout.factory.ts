import type { Clock, LogSink as LogSinkPort } from '#core';
import { StdoutSinkDto } from '#contract';
import { LogSink, LogSinkFactory, type LogTarget } from '#plugin';
import { InjectClock } from '../../slots/index.js';
import type { StdoutSinks } from './stdout-sinks.js';

/** `type = "stdout"`: the daemon's own standard output, as containers want it. */
@LogSink('stdout')
export class StdoutSinkFactory extends LogSinkFactory<StdoutSinkDto> {
  override readonly optionsClass = StdoutSinkDto;
  #sinks: Promise<StdoutSinks> | null = null;

  constructor(@InjectClock() private readonly clock: Clock) {
    super();
  }

  async open(options: StdoutSinkDto, target: LogTarget): Promise<LogSinkPort> {
    this.#sinks ??= import('./stdout-sinks.js').then(({ StdoutSinks: Sinks }) => new Sinks(this.clock));
    return (await this.#sinks).open(options, target);
  }
}
