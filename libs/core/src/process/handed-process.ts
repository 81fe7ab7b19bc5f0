/** What one image of the manager tells the next of a process, when it executes that one in its own PID. */
import type { Cause } from '../events.js';
import type { ProcessIdentity } from '../inspect/process-inspector.js';
import type { LogStream } from '../logs/log-sink.js';
import type { Exit } from './exit.js';
import type { History } from './history.js';
import type { Snapshot } from './machine.js';

/** Who belongs to the run, as far as the inspector cannot find out anew. */
export interface HandedRun {
  /** PID of the leader; 0 when it is not known. */
  readonly pid: number;
  readonly identity: ProcessIdentity | null;
  /** The kernel has the leader as a child of this PID. */
  readonly isChild: boolean;
  /** The process that a detector found to be the program proper. */
  readonly tracked: ProcessIdentity | null;
  /** Its detectors tell whether it lives. */
  readonly isDetected: boolean;
}

/** Where a process is in what it is doing. Moments are milliseconds relative to the hand-over: the next image has another monotonic clock. */
export interface Progress {
  readonly startCause: Cause;
  readonly stopCause: Cause;
  /** Attempts of the start that is under way. */
  readonly attempts: number;
  readonly startAskedAtMs: number;
  readonly stopSignalledAtMs: number;
  /** When the timer of its phase is due. */
  readonly dueInMs: number | null;
  /** Milliseconds since the epoch. */
  readonly nextRestartAt: number | null;
}

export interface HandedProcess {
  readonly name: string;
  /** Its run began at a moment relative to the hand-over. */
  readonly snapshot: Snapshot;
  readonly history: History;
  readonly progress: Progress;
  readonly run: HandedRun | null;
  /** The end of its leader, when it was collected and not acted upon. */
  readonly exit: Exit | null;
  /** Of the streams that no file keeps: the last output, base64. */
  readonly recent: Readonly<Partial<Record<LogStream, string>>>;
  /** Descriptors that keep the unread content of its FIFOs. */
  readonly fifos: readonly number[];
}

/** Everything that is handed over, and how long ago. */
export interface HandOver {
  readonly processes: readonly HandedProcess[];
  /** Since the processes were written down, ms. */
  readonly gapMs: number;
}

/** The snapshot with its moment moved from one clock to another. */
export function shifted(snapshot: Snapshot, byMs: number): Snapshot {
  return snapshot.run === null ? snapshot : { ...snapshot, run: { ...snapshot.run, startedAtMs: snapshot.run.startedAtMs + byMs } };
}
