import type { Clock, LogSink } from '#core';
import type { StdoutFormat, StdoutSinkDto } from '#contract';
import type { LogTarget } from '#plugin';
import { bytesOf, lineRules } from '../delivery/line-options.js';
import { Places } from '../delivery/places.js';
import { jsonLines } from '../json-lines/json-line.js';
import { openStandardOutput, type Output } from './output.js';
import { type FormatLine, plainLine, prefixedLine, StdoutSink } from './stdout.sink.js';
import { StdoutWriter } from './stdout-writer.js';

const DEFAULT_BUFFER_BYTES = 1024 ** 2;

/** All sinks of type `stdout`. */
export class StdoutSinks {
  readonly #places = new Places<StdoutWriter, Buffer>();

  readonly #clock: Clock;
  readonly #openOutput: () => Output;

  constructor(clock: Clock, openOutput: () => Output = openStandardOutput) {
    this.#clock = clock;
    this.#openOutput = openOutput;
  }

  open(options: StdoutSinkDto, target: LogTarget): LogSink {
    const bufferBytes = bytesOf(options.buffer, DEFAULT_BUFFER_BYTES);
    // There is one standard output: all share one writer, whose buffer is that of whoever came first.
    const place = this.#places.join('', () => new StdoutWriter(this.#openOutput(), this.#clock, bufferBytes));
    return new StdoutSink(place, lineRules(this.#clock, target, options), formatOf(options.format ?? 'plain', target));
  }
}

function formatOf(format: StdoutFormat, target: LogTarget): FormatLine {
  const objectOf = jsonLines(target);
  if (format === 'json') return (line) => Buffer.from(objectOf(line));
  return format === 'prefixed' ? prefixedLine(target.process) : plainLine;
}
