import type { Exit } from './exit.js';

/** The six states users see. */
export const PROCESS_STATES = ['stopped', 'starting', 'running', 'stopping', 'backoff', 'failed'] as const;
/** What an instance is doing. */
export type ProcessState = (typeof PROCESS_STATES)[number];

/** A snapshot of one instance. Times are milliseconds since the epoch, `null` for never. */
export interface ProcessStatus {
  readonly name: string;
  readonly base: string;
  readonly state: ProcessState;
  /** Whether it should be up, whatever it is now. */
  readonly wanted: boolean;
  /** A live process exists: in `running`, and while `starting` or `stopping` one that has not gone yet. */
  readonly running: boolean;
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly stoppedAt: number | null;
  /** How the last run ended; `null` before the first end. */
  readonly lastExit: Exit | null;
  /** Which detector says it is alive (`exec:pid`, `pidfile:/path`, `cmd:…`); `null` when none does. */
  readonly detectedBy: string | null;
  /** Automatic restarts since the process was first started. */
  readonly restarts: number;
  /** Ends of runs shorter than the reset time, in a row. */
  readonly failures: number;
  /** Attempts made in the start that is under way; 0 while none is. */
  readonly attempt: number;
  readonly nextRestartAt: number | null;
  /** Until the timer of its state is due: the next attempt, counting as started, SIGKILL. `null` without one. */
  readonly dueInMs: number | null;
  readonly uptimeMs: number | null;
  /** Taken over from an earlier manager: not our child, so its exit status cannot be collected. */
  readonly adopted: boolean;
  /** What its spec asks for and it runs without, in sentences for people. */
  readonly problems: readonly string[];
}
