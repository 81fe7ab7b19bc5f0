import type { Exit } from '../process/exit.js';
import type { CgroupUsage } from '../cgroup/cgroup.js';

/** What holds a process and everything it starts together. */
export type TreeControl = 'cgroup2' | 'process-group';

/**
 * Everything that one run has started, beyond its process group: what called setsid(2), went into the background or forked twice.
 * The process group itself is looked after by the run.
 */
export interface ProcessTree {
  readonly control: TreeControl;
  /** Its cgroup, which the leader has to be put into before it executes anything; `null` without one. */
  readonly cgroup: string | null;
  /** What the spec asked for and could not be had, in sentences for people. */
  readonly problems: readonly string[];
  /**
   * Live members that can be found now, besides those given.
   *
   * @param known live processes that are known to belong to the run: its process group, and what a detector found
   */
  members(known: readonly number[]): readonly number[];
  /** Keeps in mind whom these processes have as descendants now: they may end before those do. Costs next to nothing. */
  note(known: readonly number[]): void;
  /** SIGKILL to all {@link members}, however deep. */
  kill(known: readonly number[]): void;
  /** Calls `emptied` when the last member may be gone; never where only looking tells. Returns what ends the watch. */
  onEmpty(emptied: () => void): () => void;
  /** The exit of the leader, with what is known here of its reason. */
  explain(exit: Exit): Exit;
  /** What the whole tree uses, by the kernel's own account; `null` where there is none. */
  usage(): CgroupUsage | null;
  /** Nothing is watched any more, and nothing kept of a tree that is empty. */
  release(): void;
}

/** What a tree is opened for. */
export interface TreeRequest {
  /** Instance name. */
  readonly name: string;
  /** As it is in the environment of the leader; `null` = somebody else started it, so nothing but its group is ours. */
  readonly runId: string | null;
  /** PID of the leader, and id of its session; 0 = not known yet or any more. */
  readonly leader: number;
}
