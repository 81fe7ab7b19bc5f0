import type { Exit } from '../process/exit.js';

/** What to execute. The descriptors stay the caller's to close. */
export interface SpawnRequest {
  readonly argv: readonly string[];
  /** What the child sees of the manager's environment; an account's HOME, USER, LOGNAME and SHELL win over it. */
  readonly inheritedEnv: Readonly<Record<string, string>>;
  /** The child's own variables: win over everything. */
  readonly env: Readonly<Record<string, string>>;
  readonly workDir: string | null;
  /** Descriptors of the manager that become 0, 1 and 2 of the child; all others stay closed to it. */
  readonly stdio: readonly [number, number, number];
  readonly user: string | null;
  readonly group: string | null;
  readonly umask: number | null;
  readonly nice: number | null;
  /** -1000..1000; `null` or absent = inherited. */
  readonly oomScoreAdj?: number | null;
  readonly limits: Readonly<Record<string, number | 'unlimited'>>;
  /** Directory of the cgroup (version 2) that the child is in before it executes anything; `null` or absent = the manager's. */
  readonly cgroup?: string | null;
}

/** A child of this manager, leader of its own session and process group. */
export interface SpawnedProcess {
  readonly pid: number;
  /** Registers the one listener for the end of the leader; called at once when it has ended already. */
  onExit(listener: (exit: Exit) => void): void;
  /** Nobody waits for its end any more: it goes on without this manager and does not keep it from exiting. */
  release(): void;
}

/** Makes processes. A slot: the portable one uses `child_process`. */
export interface Spawner {
  /** Shown by `/debug/processes` and `provisr version --verbose`. */
  readonly kind: string;
  /**
   * Resolves when `execve(2)` succeeded.
   * @throws ProvisrError PROVISR_SPAWN_FAILED with `details.errno` and `details.path`
   */
  spawn(request: SpawnRequest): Promise<SpawnedProcess>;
  /**
   * Takes charge of a process that the kernel has as a child of this one, although this image of the manager did not spawn it: it was
   * there before execve(2). It may have ended already. Absent where a spawner can wait only for its own.
   * @returns `null` when it is no child of this process, or its status has been collected
   */
  inherit?(pid: number): SpawnedProcess | null;
}
