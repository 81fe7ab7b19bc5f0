import type { ProcessState } from '#core';
import type { Timestamp, WholeNumber } from './scalar.dto.js';

/** One process as the API shows it. Times are RFC 3339 in UTC, `null` for never. */
export interface StatusDto {
  readonly name: string;
  /** A live process exists. */
  readonly running: boolean;
  /** `null` when there is none. */
  readonly pid: WholeNumber | null;
  readonly started_at: Timestamp | null;
  readonly stopped_at: Timestamp | null;
  /** Exit code of the last run, `null` before its end or when a signal ended it. */
  readonly exit_code: WholeNumber | null;
  /** Signal that ended the last run, e.g. `SIGKILL`. */
  readonly exit_signal: string | null;
  /** Why the last run has neither code nor signal. */
  readonly exit_error: string | null;
  /** The kernel ended the last run because memory ran out: that of its cgroup, or of the machine. Absent when it did not. */
  readonly oom_killed?: true;
  /** Which detector says it is alive: `exec:pid`, `pidfile:/path`, `cmd:…`. */
  readonly detected_by: string | null;
  /** Automatic restarts since it was first started. */
  readonly restarts: WholeNumber;
  readonly state: ProcessState;
  readonly next_restart_at: Timestamp | null;
  readonly uptime_seconds: number | null;
  /** Base name when it is one of several instances, else `null`. */
  readonly instance_of: string | null;
  /** Taken over from an earlier daemon. */
  readonly adopted: boolean;
  /** What its specification asks for and it runs without, e.g. a limit that this machine cannot set. Absent when there is nothing. */
  readonly problems?: readonly string[];
  /**
   * Only with `usage=true`: share of processor time of the process and what it has started, 100 being one processor; since the reading
   * before, or over the whole run for the first one. `null` when nothing runs or the platform does not tell.
   */
  readonly cpu_percent?: number | null;
  /** Only with `usage=true`: processor time of the run so far. */
  readonly cpu_seconds?: number | null;
  /** Only with `usage=true`: memory in RAM; what several share counts for each. */
  readonly resident_memory_bytes?: WholeNumber | null;
}

/** Names of the groups and their members. */
export interface GroupListItemDto {
  readonly name: string;
  readonly members: readonly string[];
}

/** Status of a group: the instances of each member. */
export type GroupStatusDto = Readonly<Record<string, readonly StatusDto[]>>;
