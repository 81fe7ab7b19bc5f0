import { isAbsolute } from 'node:path';
import { type LogSink as LogSinkPort, type LogTarget, ProvisrError } from '#core';
import { FileSinkDto, MEBIBYTE, parseSize } from '#contract';
import { LogSink, LogSinkFactory } from '#plugin';

import type { FileSinkOptions } from './file.sink.js';
import { FileSinkPool } from './file-sink.pool.js';

/** `type = "file"`: a further file; rotation is that of the stream unless given. */
@LogSink('file')
export class FileSinkFactory extends LogSinkFactory<FileSinkDto> {
  override readonly optionsClass = FileSinkDto;

  constructor(private readonly pool: FileSinkPool) {
    super();
  }

  open(options: FileSinkDto, target: LogTarget): LogSinkPort {
    return this.pool.open(fileSinkOptions(options, target));
  }
}

/**
 * The file that checked options name, for one stream.
 * @throws Error when its path is not absolute
 */
export function fileSinkOptions(options: FileSinkDto, target: LogTarget): FileSinkOptions {
  const { log } = target;
  const size = options.max_size_mb;
  return {
    path: absolute(options.path).replaceAll('{process}', target.process).replaceAll('{stream}', target.stream),
    maxSizeBytes: size === undefined ? log.maxSizeBytes : (parseSize(size, MEBIBYTE) ?? log.maxSizeBytes),
    maxBackups: options.max_backups ?? log.maxBackups,
    maxAgeDays: options.max_age_days ?? log.maxAgeDays,
    compress: options.compress ?? log.compress,
  };
}

function absolute(path: string): string {
  if (isAbsolute(path) && !path.split('/').includes('..')) return path;
  throw new ProvisrError('PROVISR_SPEC_INVALID', `the path of a log sink must be absolute and without "..", not "${path}"`, {
    hint: 'e.g. path = "/var/log/{process}.{stream}.log"',
  });
}
