import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Actor, Cause, ProcessState } from '#core';
import { Key } from '../schema/key.js';
import type { Timestamp, WholeNumber } from './scalar.dto.js';
import type { DaemonEventDto } from './daemon-event.dto.js';
import { SelectorQueryDto } from './selector.dto.js';

const TYPES = 'Only these types, separated by commas; `*` stands for any run of characters: `process.exited,cron.*`.';

/** What every event of a process tells. */
interface AboutProcessDto {
  /** Instance name. */
  readonly process: string;
  readonly base: string;
  readonly at: Timestamp;
}

/** A change of state. */
export interface StateEventDto extends AboutProcessDto {
  readonly type: 'process.state';
  readonly from: ProcessState;
  readonly to: ProcessState;
  readonly pid: WholeNumber | null;
  readonly cause: Cause;
}

/** A start, stop or restart was asked for, whether there was anything to do or not. */
export interface AskedEventDto extends AboutProcessDto {
  readonly type: 'process.asked';
  readonly what: 'start' | 'stop' | 'restart';
  readonly cause: Cause;
  /** `null`: nobody in particular, it follows from something else. */
  readonly by: Actor | null;
}

/** Its definition is another one. */
export interface ChangedEventDto extends AboutProcessDto {
  readonly type: 'process.changed';
  /** Which keys of the specification, as they are written. */
  readonly keys: readonly string[];
  /** It is restarted for it. */
  readonly restarts: boolean;
  readonly cause: Cause;
  readonly by: Actor | null;
}

/** A program was executed; whether it stays is told by the next events. */
export interface SpawnedEventDto extends AboutProcessDto {
  readonly type: 'process.spawned';
  readonly pid: WholeNumber;
  /** 1 = the first of a start. */
  readonly attempt: WholeNumber;
}

/** It counts as started. */
export interface StartedEventDto extends AboutProcessDto {
  readonly type: 'process.started';
  readonly pid: WholeNumber;
  readonly took_seconds: number;
  /** Started by the restart policy, not by anybody. */
  readonly automatic: boolean;
}

/** Taken over from an earlier daemon. */
export interface AdoptedEventDto extends AboutProcessDto {
  readonly type: 'process.adopted';
  readonly pid: WholeNumber;
}

/** An end that left neither an exit code nor a signal. */
export interface ExitFailureDto {
  /** `spawn`: it could not be executed; `lost`: no detector finds it any more; `unseen`: it ended while no daemon was its parent. */
  readonly kind: 'spawn' | 'lost' | 'unseen';
  /** Of `spawn`: name of the system's error, e.g. `ENOENT`. */
  readonly errno: string | null;
  /** Of `spawn`: the file that the error is about. */
  readonly path: string | null;
  /** Of `lost`: the detector that had found it before. */
  readonly detector: string | null;
}

/** A run ended. */
export interface ExitedEventDto extends AboutProcessDto {
  readonly type: 'process.exited';
  readonly pid: WholeNumber | null;
  readonly exit_code: WholeNumber | null;
  readonly exit_signal: string | null;
  /** Why there is neither code nor signal. */
  readonly exit_error: string | null;
  /** The same for machines. */
  readonly failure: ExitFailureDto | null;
  /** The kernel killed it because memory ran out. */
  readonly oom_killed: boolean;
  readonly ran_seconds: number;
  /** Asked for, or with one of `exit_codes`. */
  readonly expected: boolean;
}

/** It waits before it is restarted. */
export interface BackedOffEventDto extends AboutProcessDto {
  readonly type: 'process.backed-off';
  readonly delay_seconds: number;
  /** In a row. */
  readonly failures: WholeNumber;
}

/** It will not be restarted any more. */
export interface GaveUpEventDto extends AboutProcessDto {
  readonly type: 'process.gave-up';
  readonly failures: WholeNumber;
  /** Attempts of the start that did not get through; 0 = it had started. */
  readonly attempts: WholeNumber;
  readonly reason: string;
}

/** It did not end when asked and was killed. */
export interface KilledEventDto extends AboutProcessDto {
  readonly type: 'process.killed';
  readonly pid: WholeNumber;
  readonly after_seconds: number;
}

/** A stop that was asked for took effect. */
export interface StoppedEventDto extends AboutProcessDto {
  readonly type: 'process.stopped';
  readonly cause: Cause;
}

/** Its output cannot be stored. */
export interface LogDegradedEventDto extends AboutProcessDto {
  readonly type: 'process.log-degraded';
  readonly stream: string;
  readonly reason: string;
}

/** It became known, or is known no more. */
export interface KnownEventDto extends AboutProcessDto {
  readonly type: 'process.added' | 'process.removed';
}

/** Everything that happens to a process. */
export type ProcessEventDto =
  | AskedEventDto
  | ChangedEventDto
  | StateEventDto
  | SpawnedEventDto
  | StartedEventDto
  | AdoptedEventDto
  | ExitedEventDto
  | BackedOffEventDto
  | GaveUpEventDto
  | KilledEventDto
  | StoppedEventDto
  | LogDegradedEventDto
  | KnownEventDto;

/** Everything that happens, as `GET /events` tells it. */
export type EventDto = ProcessEventDto | DaemonEventDto;

/** The events of one type. */
export type EventOf<T extends EventDto['type']> = EventDto extends infer E
  ? E extends EventDto
    ? T extends E['type']
      ? E
      : never
    : never
  : never;

/** Events are missing between the one before and the one after. */
export interface EventGapDto {
  readonly type: 'gap';
  /** How many, of all processes and types; `null` when nobody knows. */
  readonly missed: WholeNumber | null;
  /** `expired`: no longer kept; `slow`: the reader did not keep up; `restart`: the id is none, or of a daemon nothing is kept of. */
  readonly reason: 'expired' | 'slow' | 'restart';
}

/** The last thing in a stream that the daemon ends on purpose. */
export interface StreamEndDto {
  readonly reason: 'removed' | 'stopping';
}

/** Lines of one stream of a process, as a followed log tells them. */
export interface LogChunkDto {
  readonly stream: 'stdout' | 'stderr';
  /** One or more. */
  readonly lines: readonly string[];
  /** The last line goes on in the next chunk of this stream. */
  readonly partial?: true;
}

/** An event that is kept, with its id. */
export interface HistoryEntryDto {
  readonly id: string;
  readonly event: EventDto;
}

/** Some of what has happened, the latest first. */
export interface HistoryPageDto {
  readonly events: readonly HistoryEntryDto[];
  /** `cursor` of the next page; `null` when this is the last one. */
  readonly next: string | null;
}

/** Which part of what has happened. */
export class HistoryQueryDto extends SelectorQueryDto {
  @Key(TYPES)
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  type?: string;

  @Key('Only after this moment (RFC 3339), or of the last while (`10m`).')
  @IsOptional()
  @IsString()
  @MaxLength(100)
  since?: string;

  @Key('Only until this moment (RFC 3339), or until a while ago (`10m`).')
  @IsOptional()
  @IsString()
  @MaxLength(100)
  until?: string;

  @Key('At most so many events.', { default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;

  @Key('Goes on with what is older: `next` of the page before.')
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

/** Which events, and from where on. */
export class EventQueryDto extends SelectorQueryDto {
  @Key(TYPES)
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  type?: string;

  @Key('Go on after this event; the header `Last-Event-ID` wins.')
  @IsOptional()
  @IsString()
  @MaxLength(100)
  last_event_id?: string;
}
