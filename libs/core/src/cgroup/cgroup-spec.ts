/** What a process asks of a cgroup of its own; a limit implies that it has one. */
export interface CgroupSpec {
  /** Has one whatever else it needs. */
  readonly own: boolean;
  /** Most memory that it and all it has started may use; `null` = no limit. */
  readonly memoryBytes: number | null;
  /** Most processor time a second, in percent of one processor; `null` = no limit. */
  readonly cpuPercent: number | null;
}

/** In the cgroup of the manager, without limits. */
export const NO_CGROUP: CgroupSpec = { own: false, memoryBytes: null, cpuPercent: null };

export function wantsCgroup({ own, memoryBytes, cpuPercent }: CgroupSpec): boolean {
  return own || memoryBytes !== null || cpuPercent !== null;
}

/** What it asks for, by its keys in the configuration. */
export function wishesOf({ memoryBytes, cpuPercent }: CgroupSpec): string {
  const limits = [memoryBytes === null ? [] : ['limits.memory'], cpuPercent === null ? [] : ['limits.cpu']].flat();
  return limits.length > 0 ? limits.join(' and ') : 'a cgroup of its own';
}
