import { join, resolve } from 'node:path';
import { NO_CGROUP } from '../cgroup/cgroup-spec.js';
import type { LogSpec, ProcessSpec } from '../process/spec.js';
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

const MEMORY_ONLY: LogSpec = {
  stdoutPath: null,
  stderrPath: null,
  maxSizeBytes: 10_000_000,
  maxBackups: 3,
  maxAgeDays: 7,
  compress: false,
  timestamps: false,
  sinks: [],
};

const DEFAULTS = {
  workDir: null,
  env: {},
  inheritEnv: 'all',
  user: null,
  group: null,
  umask: null,
  nice: null,
  oomScoreAdj: null,
  limits: {},
  cgroup: NO_CGROUP,
  stdin: null,
  redirectStderr: false,
  priority: 0,
  instances: 1,
  detached: false,
  required: false,
  startDurationMs: 0,
  retryCount: 0,
  retryIntervalMs: 500,
  autoRestart: 'never',
  restartIntervalMs: 1_000,
  restartBackoff: 2,
  restartMaxIntervalMs: 60_000,
  restartResetMs: 10_000,
  maxRestarts: 0,
  exitCodes: [0],
  stopSignal: 'SIGTERM',
  stopTimeoutMs: 10_000,
  detectors: [],
} as const satisfies Partial<ProcessSpec>;

/**
 * A program for {@link Manager.launch} and {@link Manager.boot}, complete with the defaults of the core: it is not restarted, counts as
 * started at once, and has 10 s to end after SIGTERM.
 * @throws ProvisrError PROVISR_SPEC_INVALID for a command that cannot be read
 */
export function defineProgram({ command = '', stateDir, log = {}, ...given }: ProgramInput): Program {
  const spec: ProcessSpec = {
    ...DEFAULTS,
    argv: given.argv ?? parseCommand(command),
    pidFile: join(resolve(stateDir), `${given.name}.pid`),
    ...given,
    log: { ...MEMORY_ONLY, ...log },
    document: { name: given.name },
  };
  return { spec, origin: 'api', source: null };
}
