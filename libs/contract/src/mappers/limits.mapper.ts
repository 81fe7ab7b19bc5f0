import type { CgroupSpec, ResourceLimits } from '#core';
import { isTreeLimit, parseLimit, parseShare } from '../config/limits.js';
import type { ProcessSpecDto } from '../config/process-spec.dto.js';
import type { Wire } from '../validation/read-wire.js';

/** The limits of single processes, which prlimit(1) sets. */
export function limitsOf(limits: Readonly<Record<string, unknown>> | undefined | null): ResourceLimits {
  const own = Object.entries(limits ?? {}).filter(([name, limit]) => !isTreeLimit(name, limit));
  return Object.fromEntries(own.map(([name, limit]) => [name, parseLimit(limit) ?? 'unlimited'] as const));
}

/** What is asked of a cgroup: the limits of a process together with all it has started, and whether it has one without them. */
export function cgroupOf({ cgroup, limits }: Pick<Wire<ProcessSpecDto>, 'cgroup' | 'limits'>): CgroupSpec {
  const memory = parseLimit(limits?.['memory']);
  return {
    own: cgroup ?? false,
    memoryBytes: typeof memory === 'number' ? memory : null,
    cpuPercent: parseShare(limits?.['cpu']),
  };
}
