/**
 * Proof of which process a PID meant when it was written down. A PID alone is no identity: it is reused.
 * Source of the fields: proc_pid_stat(5) field 22, /proc/sys/kernel/random/boot_id.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in whole seconds since the epoch. */
  readonly startUnix: number;
  /** Start time in clock ticks since boot; `null` where the platform or an older file does not tell. */
  readonly startTicks: number | null;
  /** The boot in which the process was started; `null` where unknown. */
  readonly bootId: string | null;
}

/** What the process table says of one live process. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly processGroup: number;
  readonly session: number;
  readonly startTicks: number;
}

/** Reads the kernel's process table. Never spawns anything. Zombies and dead entries do not exist for it. */
export interface ProcessInspector {
  /** The identity of a live process now, `null` when there is none with this PID or it is a zombie. */
  identify(pid: number): ProcessIdentity | null;
  /** Whether the process written down is the one alive now. Unknown counts as no: fail closed. */
  isAlive(identity: ProcessIdentity): boolean;
  /** How long ago it was started, ms, whatever has become of the time of day since; `null` where that is unknown. */
  ageMs(identity: ProcessIdentity): number | null;
  /**
   * Live members of a process group. `leaderTicks` is the start time of the leader we started: where a *different*
   * process now holds the group's number, the group is not ours any more and the answer is empty.
   */
  groupMembers(processGroup: number, leaderTicks: number | null): readonly number[];
  /** Every live process with its ids. */
  entries(): readonly ProcessEntry[];
  /** One live process with its ids, `null` when there is none. */
  entryOf(pid: number): ProcessEntry | null;
  /** Children of a process by the parents of now, ended ones that nobody has waited for included. */
  childrenOf(pid: number): readonly number[];
  /** Who may become the parent of a descendant whose own has ended: this process and those above it, as far as they can be seen. */
  reapers(): readonly number[];
  /** The initial environment of a process as far as it may be read, else `null`. */
  environmentOf(pid: number): ReadonlyMap<string, string> | null;
  /** Target of descriptor `fd` of a process, `null` when it cannot be read. */
  descriptorTarget(pid: number, fd: number): string | null;
  /** Identifies the current boot; `null` where the platform has none. */
  readonly bootId: string | null;
}
