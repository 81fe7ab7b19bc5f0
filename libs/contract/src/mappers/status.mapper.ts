import type { ProcessStatus } from '#core';
import type { StatusDto } from '../api/status.dto.js';

/** The wire form of a status. */
export function fromStatus(status: ProcessStatus): StatusDto {
  return {
    name: status.name,
    running: status.running,
    pid: status.pid,
    started_at: timestamp(status.startedAt),
    stopped_at: timestamp(status.stoppedAt),
    exit_code: status.lastExit?.code ?? null,
    exit_signal: status.lastExit?.signal ?? null,
    exit_error: status.lastExit?.error ?? null,
    ...(status.lastExit?.oomKilled === true ? { oom_killed: true } : {}),
    detected_by: status.detectedBy,
    restarts: status.restarts,
    state: status.state,
    next_restart_at: timestamp(status.nextRestartAt),
    uptime_seconds: status.uptimeMs === null ? null : Math.round(status.uptimeMs) / 1000,
    instance_of: status.base === status.name ? null : status.base,
    adopted: status.adopted,
    ...(status.problems.length === 0 ? {} : { problems: status.problems }),
  };
}

/** RFC 3339 in UTC, `null` for never. */
export function timestamp(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
