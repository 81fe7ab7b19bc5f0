import type { Origin } from '#core';
import type { ProcessSpecDto } from '../config/process-spec.dto.js';

/** How a process is defined, and who may change that. */
export interface ProcessDefinitionDto {
  /** Base name, also where an instance was asked for. */
  readonly name: string;
  /**
   * `config`: in the main configuration file, and changed there. `registered`: in a file of the programs directory. `api`: in the manager
   * alone, until the daemon ends. `cron`: a run of a cronjob.
   */
  readonly origin: Origin;
  /** Absolute path of the file that holds it; `null` where there is none. */
  readonly source: string | null;
  /** Whether `update` and `unregister` change it for an admin. */
  readonly changeable: boolean;
  /** As its author wrote it, with absolute paths, and without what this caller may not see. */
  readonly spec: ProcessSpecDto;
  /** JSON Pointers (RFC 6901) of the values in `spec` whose names look like those of secrets, whether this caller sees them or not. */
  readonly secrets: readonly string[];
}
