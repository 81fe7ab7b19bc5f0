import type { ProgramVersionDto } from './upgrade.dto.js';
import type { Timestamp, WholeNumber } from './scalar.dto.js';

/** A daemon: what it is, on what it runs, and what it can do there. */
export interface AboutDto extends ProgramVersionDto {
  readonly pid: WholeNumber;
  /** `linux x64`. */
  readonly platform: string;
  /** When this process was started. An upgrade in place goes on in the same one. */
  readonly started_at: Timestamp;
  readonly uptime_seconds: number;
  readonly phase: 'booting' | 'ready' | 'stopping';
  /** Part of another program, which brings the listeners. */
  readonly embedded: boolean;
  /** Beneath a guard, which replaces it when it dies and keeps exact exit codes meanwhile. */
  readonly guarded: boolean;
  /** Empty where a host application listens. */
  readonly listeners: readonly string[];
  /** Holds PID files, run records and history. */
  readonly state_dir: string;
  readonly spawner: {
    /** How processes are made, e.g. `posix_spawn` or `child_process`. */
    readonly kind: string;
    readonly native: boolean;
    /** Why not natively; `null` = it is. */
    readonly reason: string | null;
  };
  readonly cgroups: {
    /** Below which processes get cgroups of their own; `null` = they get none. */
    readonly dir: string | null;
    /** Why not; `null` = they do. */
    readonly reason: string | null;
    readonly controllers: readonly string[];
  };
}
