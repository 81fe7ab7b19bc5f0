import type { CgroupSpec, LogSpec, ProcessSpec } from '#core';
import { formatDuration } from '../duration.js';
import { formatMb } from '../size.js';
import type { CronjobSpec } from './cronjob.mapper.js';
import { ALL_BACKUPS } from './log.mapper.js';

/** Values by keys of the configuration; what is `null` is not set. */
type Keys = Readonly<Record<string, unknown>>;

/**
 * All of a spec by the keys of the configuration, defaults included. Of `env` what the process gets beyond what it inherits unchanged,
 * expanded: but for a `$` in there, mapping all of it again gives the same spec.
 */
export function effectiveSpec(spec: ProcessSpec): Keys {
  const { command, detectors = [] } = spec.document;
  return {
    name: spec.name,
    ...(typeof command === 'string' ? { command } : { args: spec.argv }),
    ...surroundings(spec),
    ...policy(spec),
    detectors,
    log: logTable(spec.log),
  };
}

/** The same of a cronjob. */
export function effectiveCronjob(cronjob: CronjobSpec): Keys {
  const { auto_restart: _restart, instances: _instances, required: _required, ...process } = effectiveSpec(cronjob.process);
  return {
    ...process,
    name: cronjob.name,
    schedule: cronjob.scheduleText,
    time_zone: cronjob.timeZone,
    concurrency_policy: cronjob.concurrencyPolicy,
    suspend: cronjob.suspended,
    starting_deadline: cronjob.startingDeadlineMs === null ? null : formatDuration(cronjob.startingDeadlineMs),
  };
}

function surroundings(spec: ProcessSpec): Keys {
  return {
    work_dir: spec.workDir,
    env: spec.env,
    user: spec.user,
    group: spec.group,
    umask: spec.umask === null ? null : spec.umask.toString(8).padStart(3, '0'),
    nice: spec.nice,
    oom_score_adj: spec.oomScoreAdj,
    limits: { ...spec.limits, ...treeLimits(spec.cgroup) },
    cgroup: spec.cgroup.own,
    stdin: spec.stdin,
    redirect_stderr: spec.redirectStderr,
    pid_file: spec.pidFile,
  };
}

function policy(spec: ProcessSpec): Keys {
  return {
    priority: spec.priority,
    instances: spec.instances,
    detached: spec.detached,
    required: spec.required,
    start_duration: formatDuration(spec.startDurationMs),
    retry_count: spec.retryCount,
    retry_interval: formatDuration(spec.retryIntervalMs),
    auto_restart: spec.autoRestart === 'on-failure' ? 'on-failure' : spec.autoRestart === 'always',
    restart_interval: formatDuration(spec.restartIntervalMs),
    restart_strategy: spec.restartStrategy,
    restart_backoff: spec.restartBackoff,
    restart_max_interval: formatDuration(spec.restartMaxIntervalMs),
    restart_reset: formatDuration(spec.restartResetMs),
    max_restarts: spec.maxRestarts,
    exit_codes: spec.exitCodes,
    stop_signal: spec.stopSignal,
    stop_timeout: formatDuration(spec.stopTimeoutMs),
  };
}

function treeLimits({ memoryBytes, cpuPercent }: CgroupSpec): Keys {
  return {
    ...(memoryBytes === null ? {} : { memory: memoryBytes }),
    ...(cpuPercent === null ? {} : { cpu: `${cpuPercent}%` }),
  };
}

function logTable(log: LogSpec): Keys {
  return {
    stdout: log.stdoutPath,
    stderr: log.stderrPath,
    max_size_mb: formatMb(log.maxSizeBytes),
    max_backups: log.maxBackups === ALL_BACKUPS ? 0 : log.maxBackups,
    max_age_days: log.maxAgeDays,
    compress: log.compress,
    timestamps: log.timestamps,
    sinks: log.sinks,
  };
}
