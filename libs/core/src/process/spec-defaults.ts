import { NO_CGROUP } from '../cgroup/cgroup-spec.js';
import { DEFAULT_RESTART_STRATEGY } from './backoff.js';
import type { LogSpec, ProcessSpec } from './spec.js';

/** Output is kept in memory alone. */
export const MEMORY_ONLY: LogSpec = {
  stdoutPath: null,
  stderrPath: null,
  maxSizeBytes: 10_000_000,
  maxBackups: 3,
  maxAgeDays: 7,
  compress: false,
  timestamps: false,
  sinks: [],
};

/** What a specification says that says nothing: not restarted, started at once, 10 s to end after SIGTERM. */
export const SPEC_DEFAULTS = {
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
  restartStrategy: DEFAULT_RESTART_STRATEGY,
  restartBackoff: 2,
  restartMaxIntervalMs: 60_000,
  restartResetMs: 10_000,
  maxRestarts: 0,
  exitCodes: [0],
  stopSignal: 'SIGTERM',
  stopTimeoutMs: 10_000,
  detectors: [],
} as const satisfies Partial<ProcessSpec>;
