import type { Actor } from '#core';
import type { CronRunResult } from './cronjob.dto.js';
import type { Timestamp, WholeNumber } from './scalar.dto.js';

/** A daemon has come up. The first event of each. */
export interface DaemonStartedEventDto {
  readonly type: 'daemon.started';
  readonly at: Timestamp;
  readonly version: string;
  readonly pid: WholeNumber;
}

/** The daemon is of another version than the one before it. */
export interface DaemonUpgradedEventDto {
  readonly type: 'daemon.upgraded';
  readonly at: Timestamp;
  readonly from: string;
  readonly to: string;
}

/** The daemon goes down in order, and its processes with it. */
export interface DaemonStoppingEventDto {
  readonly type: 'daemon.stopping';
  readonly at: Timestamp;
  readonly by: Actor | null;
}

/** Something beside the processes does not work. Told once for each time it begins. */
export interface DaemonProblemEventDto {
  readonly type: 'daemon.problem';
  readonly at: Timestamp;
  /** What is concerned, e.g. `history`. */
  readonly area: string;
  readonly message: string;
  /** It works again. */
  readonly solved: boolean;
}

/** A configuration was read again and is in force. The processes concerned have events of their own. */
export interface ConfigReloadedEventDto {
  readonly type: 'config.reloaded';
  readonly at: Timestamp;
  readonly by: Actor | null;
  readonly added: WholeNumber;
  readonly removed: WholeNumber;
  readonly restarted: WholeNumber;
  /** Changed without a restart. */
  readonly updated: WholeNumber;
  readonly unchanged: WholeNumber;
  readonly warnings: WholeNumber;
}

/** A configuration was refused: the one before it stays in force. */
export interface ConfigReloadFailedEventDto {
  readonly type: 'config.reload-failed';
  readonly at: Timestamp;
  readonly by: Actor | null;
  readonly message: string;
}

/** A definition was written to the programs directory, or removed from it. */
export interface ProgramEventDto {
  readonly type: 'program.registered' | 'program.unregistered';
  readonly at: Timestamp;
  /** Base name of the process, or name of the cronjob. */
  readonly name: string;
  readonly by: Actor | null;
}

/** A run of a cronjob has begun. */
export interface CronStartedEventDto {
  readonly type: 'cron.started';
  readonly at: Timestamp;
  readonly cronjob: string;
  readonly process: string | null;
  readonly trigger: 'schedule' | 'manual';
  readonly due_at: Timestamp;
}

/** A run of a cronjob has ended. */
export interface CronFinishedEventDto {
  readonly type: 'cron.finished';
  readonly at: Timestamp;
  readonly cronjob: string;
  readonly process: string | null;
  readonly result: CronRunResult | null;
  readonly exit_code: WholeNumber | null;
  readonly exit_signal: string | null;
  readonly reason: string | null;
  readonly duration_seconds: number | null;
}

/** A cronjob was due and did not run: `skipped` by its own rules, `missed` because its moment had passed when somebody could have acted. */
export interface CronSkippedEventDto {
  readonly type: 'cron.skipped' | 'cron.missed';
  readonly at: Timestamp;
  readonly cronjob: string;
  readonly due_at: Timestamp;
  readonly reason: string;
}

/** The schedule of a cronjob does not count until it is resumed, or counts again. */
export interface CronSuspensionEventDto {
  readonly type: 'cron.suspended' | 'cron.resumed';
  readonly at: Timestamp;
  readonly cronjob: string;
  readonly by: Actor | null;
}

/** Somebody was not let in. In a flood at most 60 a minute are told. */
export interface AuthFailedEventDto {
  readonly type: 'auth.failed';
  readonly at: Timestamp;
  readonly address: string;
  /** The operation that was asked for. */
  readonly what: string;
  readonly code: string;
  readonly reason: string;
  /** How many before it were not told. */
  readonly suppressed: WholeNumber;
}

/** Everything that happens to the daemon as a whole, its configuration and its cronjobs. */
export type DaemonEventDto =
  | DaemonStartedEventDto
  | DaemonUpgradedEventDto
  | DaemonStoppingEventDto
  | DaemonProblemEventDto
  | ConfigReloadedEventDto
  | ConfigReloadFailedEventDto
  | ProgramEventDto
  | CronStartedEventDto
  | CronFinishedEventDto
  | CronSkippedEventDto
  | CronSuspensionEventDto
  | AuthFailedEventDto;

/** One of them as it goes around in the daemon: `at` in milliseconds since the epoch. */
export type DaemonEvent = DaemonEventDto extends infer E
  ? E extends DaemonEventDto
    ? Omit<E, 'at'> & { readonly at: number }
    : never
  : never;
