import { cgroupMembers, type CgroupUsage, cgroupUsage, killCgroup, oomKills, watchEmpty } from '../cgroup/cgroup.js';
import type { Exit } from '../process/exit.js';
import type { SignalSender } from '../spawn/signal-sender.js';
import type { ProcessTree } from './process-tree.js';

/** What a shell exits with when its child was killed by SIGKILL. */
const KILLED_EXIT_CODE = 128 + 9;

export interface CgroupTreePorts {
  readonly signals: SignalSender;
  /** Removes a cgroup unless somebody lives in it. */
  readonly abandon: (cgroup: string) => void;
}

/** A tree held by a cgroup of its own: the kernel knows every member, and kills all of them at once. */
export class CgroupTree implements ProcessTree {
  readonly control = 'cgroup2';
  readonly cgroup: string;
  readonly problems: readonly string[];
  readonly #signals: SignalSender;
  readonly #abandon: (cgroup: string) => void;

  constructor(cgroup: string, { signals, abandon }: CgroupTreePorts, problems: readonly string[] = []) {
    this.cgroup = cgroup;
    this.problems = problems;
    this.#signals = signals;
    this.#abandon = abandon;
  }

  members(known: readonly number[]): readonly number[] {
    return cgroupMembers(this.cgroup).filter((pid) => !known.includes(pid));
  }

  note(): void {
    // The kernel does.
  }

  kill(known: readonly number[]): void {
    if (killCgroup(this.cgroup)) return;
    for (const pid of this.members(known)) this.#signals.send(pid, 'SIGKILL');
  }

  onEmpty(emptied: () => void): () => void {
    return watchEmpty(this.cgroup, emptied);
  }

  /** Killed, or nobody knows how it ended, and the kernel counted somebody here whom it killed for want of memory: that was it. */
  explain(exit: Exit): Exit {
    const mayBe = exit.signal === 'SIGKILL' || (exit.signal === null && (exit.code === null || exit.code === KILLED_EXIT_CODE));
    return mayBe && oomKills(this.cgroup) > 0 ? { ...exit, oomKilled: true } : exit;
  }

  usage(): CgroupUsage {
    return cgroupUsage(this.cgroup);
  }

  release(): void {
    this.#abandon(this.cgroup);
  }
}
