import { instancesOf, type LogStream, type ProcessManager, ProvisrError } from '#core';

/** Where the output of one stream is found. */
export interface LogSource {
  /** Instance name. */
  readonly process: string;
  readonly stream: LogStream;
  /** Its log file; `null` when it is kept in memory only. */
  readonly path: string | null;
  /** Whether the lines carry the time at which they were read. */
  readonly timestamps: boolean;
  /** What memory holds of it. */
  recent(): Buffer;
}

/**
 * The source of a stream of a known process, running or not.
 * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND for an unknown name, or a base name that stands for several instances
 */
export function logSourceOf(manager: Pick<ProcessManager, 'program' | 'recentOutput'>, name: string, stream: LogStream): LogSource {
  const { spec } = manager.program(name);
  const instance = instancesOf(spec).find((candidate) => candidate.name === name);
  if (instance === undefined) {
    throw new ProvisrError('PROVISR_PROCESS_NOT_FOUND', `"${name}" has ${spec.instances} instances, each with logs of its own`, {
      hint: `name one of them, e.g. ${spec.name}-1`,
    });
  }
  const { stdoutPath, stderrPath, timestamps } = instance.log;
  const stderr = instance.redirectStderr ? null : stderrPath;
  return {
    process: name,
    stream,
    path: stream === 'stdout' ? stdoutPath : stderr,
    timestamps,
    recent: () => manager.recentOutput(name, stream),
  };
}

/** What of it is wanted. */
export interface LogQuery {
  /** The last lines; 0 or more. */
  readonly lines: number;
  /**
   * Milliseconds since the epoch. Exact where lines carry timestamps; else files last written before it are left out.
   */
  readonly since?: number;
}
