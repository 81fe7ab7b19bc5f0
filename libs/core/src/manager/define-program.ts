import { join, resolve } from 'node:path';
import type { LogSpec, ProcessSpec } from '../process/spec.js';
import { MEMORY_ONLY, SPEC_DEFAULTS } from '../process/spec-defaults.js';
import { parseCommand } from '../spawn/command-line.js';
import type { Program } from './process-manager.js';

/** What has to be said of a program; everything else of a {@link ProcessSpec} may be. */
export interface ProgramInput extends Partial<Omit<ProcessSpec, 'log' | 'document'>> {
  /** Base name, by which it is started, stopped and found again. */
  readonly name: string;
  /** As a shell would read it; one that needs a shell gets one. Not beside `argv`. */
  readonly command?: string;
  /** That of the manager: the pid file is `<stateDir>/<name>.pid` unless `pidFile` says otherwise. */
  readonly stateDir: string;
  /** @default kept in memory */
  readonly log?: Partial<LogSpec>;
}

/**
 * A program for {@link ProcessManager.launch} and {@link ProcessManager.boot}, complete with the defaults of the core: it is not restarted, counts as
 * started at once, and has 10 s to end after SIGTERM.
 * @throws ProvisrError PROVISR_SPEC_INVALID for a command that cannot be read
 */
export function defineProgram({ command = '', stateDir, log = {}, ...given }: ProgramInput): Program {
  const spec: ProcessSpec = {
    ...SPEC_DEFAULTS,
    argv: given.argv ?? parseCommand(command),
    pidFile: join(resolve(stateDir), `${given.name}.pid`),
    ...given,
    log: { ...MEMORY_ONLY, ...log },
    document: { name: given.name },
  };
  return { spec, origin: 'api', source: null };
}
