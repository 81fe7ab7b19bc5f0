import type { WireClass } from '../../validation/read-wire.js';
import { FileSinkDto, JsonLinesSinkDto } from './file-sink.dto.js';
import { OtlpSinkDto } from './otlp-sink.dto.js';
import { StdoutSinkDto } from './stdout-sink.dto.js';
import { SyslogSinkDto } from './syslog-sink.dto.js';

/** What a type of log sink understands. */
export interface SinkOptions {
  readonly optionsClass: WireClass<object>;
  /** Keys that name files which are written, */
  readonly logFiles: readonly string[];
  /** and those which are read. */
  readonly files: readonly string[];
}

/** The options of the types that need no plugin. */
export const BUILT_IN_SINK_OPTIONS: ReadonlyMap<string, SinkOptions> = new Map<string, SinkOptions>([
  ['file', { optionsClass: FileSinkDto, logFiles: ['path'], files: [] }],
  ['json-lines', { optionsClass: JsonLinesSinkDto, logFiles: ['path'], files: [] }],
  ['otlp', { optionsClass: OtlpSinkDto, logFiles: [], files: ['authorization_file'] }],
  ['stdout', { optionsClass: StdoutSinkDto, logFiles: [], files: [] }],
  ['syslog', { optionsClass: SyslogSinkDto, logFiles: [], files: ['ca_file', 'cert_file', 'key_file'] }],
]);
