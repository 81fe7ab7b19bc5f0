import { join } from 'node:path';
import type { LogSpec } from '#core';
import type { LogDto } from '../config/log.dto.js';
import { MEBIBYTE, parseSize } from '../size.js';
import type { Wire } from '../validation/read-wire.js';
import type { PathReader } from './paths.js';
import { resolveSink } from './sink.mapper.js';

/** The defaults of `log`, in wire units. */
export const LOG_DEFAULTS = { max_size_mb: 10, max_backups: 3, max_age_days: 7, compress: false, timestamps: false } as const;

/** Stands for "all are kept", which `max_backups = 0` means in lumberjack. */
export const ALL_BACKUPS = 10_000;

/** A `log` table with absolute paths. */
export function resolveLog(log: LogDto | undefined, paths: PathReader, pointer: string): LogDto {
  const { dir, stdout, stderr, sinks, ...others } = log ?? {};
  const directory = paths.read(dir, `${pointer}/dir`);
  const out = stdout === '/dev/null' ? stdout : paths.readLogFile(stdout, `${pointer}/stdout`);
  const err = stderr === '/dev/null' ? stderr : paths.readLogFile(stderr, `${pointer}/stderr`);
  return {
    ...others,
    ...(directory === null ? {} : { dir: directory }),
    ...(out === null ? {} : { stdout: out }),
    ...(err === null ? {} : { stderr: err }),
    ...(sinks === undefined || sinks === null
      ? {}
      : { sinks: sinks.map((sink, at) => resolveSink(sink, paths, `${pointer}/sinks/${at}`)) }),
  };
}

/** Where the log of one program goes: its own table over the global one, both with absolute paths. */
export function toLogSpec(name: string, own: Wire<LogDto>, global: Wire<LogDto>): LogSpec {
  const merged = { ...LOG_DEFAULTS, ...present(global), ...present(own) };
  const backups = merged.max_backups;
  return {
    stdoutPath: streamPath('stdout', name, own, global),
    stderrPath: streamPath('stderr', name, own, global),
    maxSizeBytes: parseSize(merged.max_size_mb, MEBIBYTE) ?? 0,
    maxBackups: backups === 0 ? ALL_BACKUPS : backups,
    maxAgeDays: merged.max_age_days,
    compress: merged.compress,
    timestamps: merged.timestamps,
    sinks: (merged.sinks ?? []).map(({ type, options }) => ({ type, options: options ?? {} })),
  };
}

/** The nearest statement wins: own file, own directory, global file, global directory. */
function streamPath(stream: 'stdout' | 'stderr', name: string, own: Wire<LogDto>, global: Wire<LogDto>): string | null {
  for (const log of [own, global]) {
    const file = log[stream];
    if (file !== undefined) return file === '/dev/null' ? null : file;
    if (log.dir !== undefined) return join(log.dir, `${name}.${stream}.log`);
  }
  return null;
}

/** Without keys that are absent or `null`, so that a spread keeps the default. */
function present<T extends object>(table: T): T {
  return Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined && value !== null)) as T;
}
