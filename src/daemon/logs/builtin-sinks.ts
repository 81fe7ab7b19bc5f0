import { isAbsolute } from 'node:path';

import { type LogSink as LogSinkPort, type LogTarget, ProvisrError } from '#core';
import { MEBIBYTE, nearest, parseSize } from '#contract';
import { LogSink, LogSinkFactory } from '#plugin';

import type { FileSinkOptions } from './file.sink.js';
import { FileSinkPool } from './file-sink.pool.js';

type Options = Readonly<Record<string, unknown>>;

const FILE_OPTIONS = ['path', 'max_size_mb', 'max_backups', 'max_age_days', 'compress'];

/** `type = "file"`: a further file. `path` is absolute and may hold `{process}` and `{stream}`; rotation is that of the stream unless given. */
@LogSink('file')
export class FileSinkFactory extends LogSinkFactory {
  constructor(private readonly pool: FileSinkPool) {
    super();
  }

  open(options: Options, target: LogTarget): LogSinkPort {
    refuseUnknown('file', options, FILE_OPTIONS);
    return this.pool.open({
      path: readPath(options['path']).replaceAll('{process}', target.process).replaceAll('{stream}', target.stream),
      maxSizeBytes: read(options, 'max_size_mb', target.log.maxSizeBytes, readSize, 'a size, e.g. 10 or "10MB"'),
      maxBackups: read(options, 'max_backups', target.log.maxBackups, readCount, 'a whole number, 1 or more'),
      maxAgeDays: read(options, 'max_age_days', target.log.maxAgeDays, readDays, 'a number of days, 0 or more'),
      compress: read(options, 'compress', target.log.compress, readBoolean, 'true or false'),
    });
  }
}

/** `type = "stdout"`: the daemon's own standard output, as containers want it. */
@LogSink('stdout')
export class StdoutSinkFactory extends LogSinkFactory {
  constructor(private readonly pool: FileSinkPool) {
    super();
  }

  open(options: Options): LogSinkPort {
    refuseUnknown('stdout', options, []);
    const unrotated: FileSinkOptions = { path: '/dev/stdout', maxSizeBytes: 0, maxBackups: 1, maxAgeDays: 0, compress: false };
    return this.pool.open(unrotated);
  }
}

function refuseUnknown(type: string, options: Options, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    throw invalid(
      `log sink "${type}" has no option "${key}"`,
      meant === undefined ? `it knows: ${known.join(', ') || 'none'}` : `did you mean "${meant}"?`,
    );
  }
}

function readPath(path: unknown): string {
  if (typeof path === 'string' && isAbsolute(path) && !path.split('/').includes('..')) return path;
  throw invalid('log sink "file" needs the option "path", an absolute path without ".."', 'e.g. path = "/var/log/{process}.{stream}.log"');
}

function read<T>(options: Options, key: string, fallback: T, parse: (value: unknown) => T | null, wanted: string): T {
  const value = options[key];
  if (value === undefined) return fallback;
  const parsed = parse(value);
  if (parsed === null) throw invalid(`log sink "file": "${key}" must be ${wanted}`, `it is ${JSON.stringify(value)}`);
  return parsed;
}

const readSize = (value: unknown): number | null =>
  typeof value === 'number' || typeof value === 'string' ? (parseSize(value, MEBIBYTE) ?? null) : null;
const readCount = (value: unknown): number | null => (Number.isInteger(value) && (value as number) >= 1 ? (value as number) : null);
const readDays = (value: unknown): number | null => (typeof value === 'number' && value >= 0 ? value : null);
const readBoolean = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

function invalid(message: string, hint: string): ProvisrError {
  return new ProvisrError('PROVISR_SPEC_INVALID', message, { hint });
}
