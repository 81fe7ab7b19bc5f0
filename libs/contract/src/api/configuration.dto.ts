import type { Origin } from '#core';
import type { ConfigProblem } from './problem.dto.js';
import type { ChangeResultDto, OkDto } from './result.dto.js';
import type { Timestamp } from './scalar.dto.js';

/** A table of the configuration by its keys. Secrets read `***`, whoever asks. */
export type ConfigTableDto = Readonly<Record<string, unknown>>;

/** A file of the programs directory that is left out because of its mistakes. */
export interface SkippedFileDto {
  readonly file: string;
  /** Names of definitions of it that were in force before, and still are. */
  readonly kept: readonly string[];
  readonly problems: readonly ConfigProblem[];
}

/** A definition in force. */
export interface DefinitionDto {
  readonly kind: 'process' | 'cronjob';
  readonly name: string;
  readonly origin: Origin;
  /** The file that holds it; `null` for one that came through the API and is in no file. */
  readonly source: string | null;
  /** All of it, defaults included. */
  readonly spec: ConfigTableDto;
  /** The keys of `spec` that its author wrote. */
  readonly written: readonly string[];
}

/** What the daemon goes by now, which is not what is on disk when that has changed since. */
export interface ConfigurationDto {
  /** The main file; of a daemon inside another program the name that stands for it. */
  readonly file: string;
  /** Of the main file, or of what stands for it. */
  readonly programs_directory: string;
  /** Every file that was read, the main one first. */
  readonly files: readonly string[];
  /** Since when it is in force. */
  readonly applied_at: Timestamp;
  /** The main file without its definitions, defaults included. */
  readonly settings: ConfigTableDto;
  /** Sorted by name. */
  readonly definitions: readonly DefinitionDto[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly warnings: readonly ConfigProblem[];
  readonly skipped: readonly SkippedFileDto[];
}

/** A key with another value. Without `before` it had none, without `after` it has none any more. */
export interface KeyChangeDto {
  /** `stop_timeout`, `env.PORT`, `server.listen`. */
  readonly key: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What a reload would do with one definition. */
export interface DefinitionChangeDto {
  readonly kind: 'process' | 'cronjob' | 'group';
  readonly name: string;
  readonly what: 'added' | 'removed' | 'changed';
  /** The file that holds it, or held it. */
  readonly source: string | null;
  /** Instances that would be restarted for it. */
  readonly restarts: readonly string[];
  /** Of a changed one. Empty when only its file is another one. */
  readonly keys: readonly KeyChangeDto[];
}

/** A changed key of the main file that belongs to no definition. */
export interface SettingChangeDto extends KeyChangeDto {
  /** A reload does not bring it in: it takes effect when the daemon is started the next time. */
  readonly next_start: boolean;
}

/** What a reload would do now. Nothing of it was done. */
export interface ReloadPreviewDto extends OkDto {
  /** The main file. */
  readonly file: string;
  /** As the reload itself would answer. */
  readonly result: ChangeResultDto;
  /** Processes, cronjobs and groups that would be other ones, sorted by name. */
  readonly definitions: readonly DefinitionChangeDto[];
  readonly settings: readonly SettingChangeDto[];
  /** Files of the programs directory that would be left out. */
  readonly skipped: readonly SkippedFileDto[];
}
