import type { Clock, LogSink as LogSinkPort } from '#core';
import { JsonLinesSinkDto } from '#contract';
import { LogSink, LogSinkFactory, type LogTarget } from '#plugin';
import { FileSinkPool, fileSinkOptions } from '../../logs/index.js';
import { InjectClock } from '../../slots/index.js';
import { lineRules } from '../delivery/line-options.js';

/** `type = "json-lines"`: a rotated file of JSON objects, one a line. */
@LogSink('json-lines')
export class JsonLinesSinkFactory extends LogSinkFactory<JsonLinesSinkDto> {
  override readonly optionsClass = JsonLinesSinkDto;

  constructor(
    private readonly files: FileSinkPool,
    @InjectClock() private readonly clock: Clock,
  ) {
    super();
  }

  async open(options: JsonLinesSinkDto, target: LogTarget): Promise<LogSinkPort> {
    const { JsonLinesSink } = await import('./json-lines.sink.js');
    return new JsonLinesSink(this.files.open(fileSinkOptions(options, target)), lineRules(this.clock, target, options), target);
  }
}
