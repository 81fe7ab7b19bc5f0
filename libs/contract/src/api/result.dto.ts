import type { StatusDto } from './status.dto.js';

/** The answer of `GET /status` without a selector, and of operations that change nothing one could list. */
export interface OkDto {
  readonly ok: true;
}

/** The answer of start, stop, restart, register and the group operations. */
export interface MutationResultDto extends OkDto {
  /** The instances concerned as they are now; absent when nothing matched. */
  readonly processes?: readonly StatusDto[];
  /** `true` when the answer did not wait for the effect (`wait=0s`). */
  readonly pending?: boolean;
}

/** What a reload, or an update, did. Base names; instance names where only some instances changed. */
export interface ChangeResultDto extends OkDto {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly restarted: readonly string[];
  /** Changed without a restart. */
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  readonly adopted: readonly string[];
  /** One sentence each: old key names, skipped files. */
  readonly warnings?: readonly string[];
}

/** What was unregistered. */
export interface UnregisterResultDto extends OkDto {
  /** Base names, and names of cronjobs. */
  readonly removed: readonly string[];
}

/** Lines of a log. */
export interface LogLinesDto {
  readonly name: string;
  readonly stream: 'stdout' | 'stderr' | 'both';
  readonly lines: readonly LogLineDto[];
}

/** One line of a log. */
export interface LogLineDto {
  readonly stream: 'stdout' | 'stderr';
  /** Without its end. */
  readonly line: string;
}

/** One plugin as loaded, or as it failed. */
export interface PluginStatusDto {
  readonly name: string;
  readonly version: string | null;
  readonly kinds: readonly string[];
  readonly status: 'ok' | 'error' | 'skipped';
  readonly reason: string | null;
}
