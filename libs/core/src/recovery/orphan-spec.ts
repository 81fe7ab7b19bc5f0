import { NO_CGROUP } from '../cgroup/cgroup-spec.js';
import { instancesOf } from '../process/instances.js';
import type { InstanceSpec, ProcessSpec } from '../process/spec.js';
import type { Evidence } from './evidence.js';

/** Settings to end a process with whose own are not known any more. */
function bareSpec(name: string, pidFile: string): InstanceSpec {
  return {
    name,
    base: name,
    index: 0,
    argv: ['true'],
    workDir: null,
    env: {},
    inheritEnv: 'minimal',
    user: null,
    group: null,
    umask: null,
    nice: null,
    oomScoreAdj: null,
    limits: {},
    cgroup: NO_CGROUP,
    stdin: null,
    redirectStderr: false,
    pidFile,
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
    log: {
      stdoutPath: null,
      stderrPath: null,
      maxSizeBytes: 0,
      maxBackups: 1,
      maxAgeDays: 0,
      compress: false,
      timestamps: false,
      sinks: [],
    },
    document: {},
  };
}

/** Brings a spec back from its wire form; `null` when it is not one (any more). */
export type ReviveSpec = (document: Readonly<Record<string, unknown>>) => ProcessSpec | null;

/** The spec to end an orphan with: its own as far as it was written down. */
export function orphanSpec(evidence: Evidence, revive: ReviveSpec): InstanceSpec {
  const { name, pidFile, document } = evidence;
  const revived = document ? revive(document) : null;
  const own = revived ? instancesOf(revived).find((instance) => instance.name === name) : undefined;
  return { ...(own ?? bareSpec(name, pidFile)), pidFile };
}
