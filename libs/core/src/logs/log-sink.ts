import type { LogSpec } from '../process/spec.js';
import type { RawIntake } from './raw-intake.js';

/** A stream of a process. With `redirectStderr` everything is `stdout`. */
export type LogStream = 'stdout' | 'stderr';

/** Whose output a sink takes. */
export interface LogTarget {
  /** Instance name. */
  readonly process: string;
  readonly stream: LogStream;
  /** The file of this stream; `null` when only memory or other sinks take it. */
  readonly path: string | null;
  readonly log: LogSpec;
  /** PID of the present run, or of the last one; `null` before the first. Absent = not known. */
  readonly pid?: () => number | null;
}

/**
 * Takes the bytes of one stream. A sink never throws out of `write` and never loses its process: what it cannot
 * store it counts and drops.
 */
export interface LogSink {
  /**
   * Consumes `chunk` before it returns: the memory is reused for the next read.
   * Returns `false` to ask for a pause; no further chunk comes until `ready` is called.
   */
  write(chunk: Buffer): boolean;
  /** Registers the one listener that is told when a pause is over. */
  onReady(ready: () => void): void;
  /** Bytes dropped since it was opened, because they could not be stored. */
  readonly droppedBytes: number;
  /** The last reason for dropping, `null` when all is well. */
  readonly problem: string | null;
  /** Whether what it has stored so far ends inside a line; absent = no. Lets a restarted manager go on with that line. */
  readonly midLine?: boolean;
  /** For sinks that do not have to see every byte; absent = this one does. */
  readonly raw?: RawIntake | undefined;
  /** Stores what it holds and lets go of its resources. Never rejects. */
  close(): Promise<void>;
}

/** Opens the sink of a stream. Provided from outside: the core ships only memory. */
export interface LogSinkOpener {
  /** For one stream of one instance. */
  open(target: LogTarget): Promise<LogSink>;
}
