import type { CgroupState } from '../cgroup/cgroup-control.js';
import type { Actor, Cause, EventBus } from '../events.js';
import type { LogStream } from '../logs/log-sink.js';
import type { ProcessSpec } from '../process/spec.js';
import type { ProcessStatus } from '../process/status.js';
import type { Selector } from './selector.js';

/**
 * Where a definition lives, which decides who may change it: `config` entries of the main file are protected,
 * `registered` ones lie in the programs directory, `api` ones exist only in the manager (and outlive its crash), `cron` ones
 * are runs of a cronjob.
 */
export type Origin = 'config' | 'registered' | 'api' | 'cron';

/** A spec and where it came from. */
export interface Program {
  readonly spec: ProcessSpec;
  readonly origin: Origin;
  /** The file that holds it, `null` for `api`. */
  readonly source: string | null;
}

/** What a boot or a reload did, by base name (instances by their own names where only some changed). */
export interface ChangeReport {
  readonly adopted: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly restarted: readonly string[];
  /** Changed without a restart. */
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
}

/** How a set of programs is reconciled with another. */
export interface ReloadOptions {
  /** Reports what it would do, and does nothing. */
  readonly dryRun?: boolean;
  readonly by?: Actor;
}

/** The result of an operation on one instance. */
export interface Outcome {
  readonly status: ProcessStatus;
  /** Set when it did not take effect. */
  readonly error: Error | null;
}

export interface WaitOptions extends OrderOptions {
  /** How long to wait for the effect; `undefined` = as long as it takes, 0 = not at all. A stop's wait also replaces its stop timeout. */
  readonly waitMs?: number;
}

/** How one definition takes the place of another. */
export interface UpdateOptions extends WaitOptions {
  /** Reports what it would do, and does nothing. */
  readonly dryRun?: boolean;
}

/** Who asks, and why. */
export interface OrderOptions {
  /** @default nobody in particular */
  readonly by?: Actor;
  /** @default 'operator' */
  readonly cause?: Cause;
}

/** The face of the supervision core: all that APIs, schedulers and metrics use. */
export interface ProcessManager {
  readonly events: EventBus;
  /** Whether processes can have cgroups of their own, and why not. */
  readonly cgroups: CgroupState;
  /** Adopts what lives, stops what is no longer wanted, starts the rest in order of priority. Resolves when every start has been settled. */
  boot(programs: readonly Program[]): Promise<ChangeReport>;
  /** Reconciles with a new set: `api` programs stay. */
  reload(programs: readonly Program[], options?: ReloadOptions): Promise<ChangeReport>;
  /** Sorted by name, instance numbers in natural order. */
  statuses(selector: Selector): ProcessStatus[];
  /** @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  status(name: string): ProcessStatus;
  /** By base or instance name. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  program(name: string): Program;
  /** All of them. */
  programs(): readonly Program[];
  /**
   * Starts known processes; running ones are left alone. A base name selects all its instances.
   * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND for an unknown name (not for an empty base or wildcard)
   */
  start(selector: Selector, options?: WaitOptions): Promise<readonly Outcome[]>;
  /** Resolves when they have ended; what did not work for an instance is in its outcome. Otherwise like `start`. */
  stop(selector: Selector, options?: WaitOptions): Promise<readonly Outcome[]>;
  /** Stops and starts each. Otherwise like `start`. */
  restart(selector: Selector, options?: WaitOptions): Promise<readonly Outcome[]>;
  /**
   * Adds a program and starts it. The same spec again only starts what does not run.
   * @throws ProvisrError PROVISR_PROCESS_CONFLICT when the name is known with another spec
   */
  launch(program: Program, options?: WaitOptions): Promise<readonly Outcome[]>;
  /** Replaces the definition, restarting only where a changed field needs it; adds it when unknown. */
  update(program: Program, options?: UpdateOptions): Promise<ChangeReport>;
  /** Stops and forgets, by base name. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  remove(base: string, options?: WaitOptions): Promise<void>;
  /** The last output kept in memory (at most 64 KiB a stream). */
  recentOutput(name: string, stream: LogStream): Buffer;
  /** Stops everything in reverse order of priority; `detached` ones are let go alive. Idempotent. @param by who wants it */
  shutdown(by?: Actor | null): Promise<void>;
}
