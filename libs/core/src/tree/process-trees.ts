import type { Clock } from '../clock.js';
import { unmetLimits } from '../cgroup/cgroup.js';
import { CgroupControl, type CgroupState } from '../cgroup/cgroup-control.js';
import { type CgroupSpec, wantsCgroup, wishesOf } from '../cgroup/cgroup-spec.js';
import type { ProcessInspector } from '../inspect/process-inspector.js';
import type { SignalSender } from '../spawn/signal-sender.js';
import { CgroupTree } from './cgroup-tree.js';
import { DescentTree } from './descent-tree.js';
import { OrphanFinder } from './orphan-finder.js';
import type { ProcessTree, TreeRequest } from './process-tree.js';

export interface TreePorts {
  readonly clock: Clock;
  readonly inspector: ProcessInspector;
  readonly signals: SignalSender;
  /** Descendants whose parents have ended become children of this process. */
  readonly inheritsOrphans: boolean;
}

/** Makes the trees of runs, by the means that this machine has and the spec asks for. */
export class ProcessTrees {
  readonly #ports: TreePorts;
  readonly #cgroups: CgroupControl;
  readonly #orphans: OrphanFinder;
  /** Those of runs that this very process has spawned. */
  readonly #ownOrphans: OrphanFinder;

  /** @param stateDir that of the manager: its trees are told from those of others by it */
  constructor(stateDir: string, ports: TreePorts) {
    this.#ports = ports;
    this.#cgroups = new CgroupControl(stateDir);
    this.#orphans = new OrphanFinder(ports.inspector, ports.clock);
    this.#ownOrphans = ports.inheritsOrphans ? new OrphanFinder(ports.inspector, ports.clock, [process.pid]) : this.#orphans;
  }

  /** What of cgroups can be had here. */
  get cgroups(): CgroupState {
    return this.#cgroups.state;
  }

  /** Prepares the cgroup of a run that is about to be spawned, where its spec asks for one. */
  prepare(name: string, runId: string, spec: CgroupSpec): PreparedTree {
    if (!wantsCgroup(spec)) return { cgroup: null, problems: [] };
    const { dir, problems } = this.#cgroups.make(name, runId, spec);
    return { cgroup: dir, problems };
  }

  /** The tree of a run that has been prepared and spawned. */
  grown(request: TreeRequest, { cgroup, problems }: PreparedTree): ProcessTree {
    return cgroup === null ? this.#descent(request, problems, this.#ownOrphans) : this.#inCgroup(cgroup, problems);
  }

  /** The tree of a run of an earlier manager, whose spec is now as given. */
  found(request: TreeRequest, spec: CgroupSpec): ProcessTree {
    const { name, runId, leader } = request;
    const cgroup = runId === null ? null : this.#cgroups.find(name, runId, leader);
    if (cgroup !== null) return this.#inCgroup(cgroup, unmetLimits(cgroup, spec));
    return this.#descent(request, wantsCgroup(spec) ? [`${wishesOf(spec)} cannot be had: it was started without a cgroup of its own`] : []);
  }

  /** Whether somebody lives in the cgroup of a run whose leader has ended. */
  isHeld(name: string, runId: string): boolean {
    return this.#cgroups.find(name, runId, 0) !== null;
  }

  /** Takes away what was prepared for a run that could not be spawned. */
  abandon({ cgroup }: PreparedTree): void {
    if (cgroup !== null) this.#cgroups.abandon(cgroup);
  }

  #inCgroup(cgroup: string, problems: readonly string[]): ProcessTree {
    const abandon = (left: string): void => this.#cgroups.abandon(left);
    return new CgroupTree(cgroup, { signals: this.#ports.signals, abandon }, problems);
  }

  #descent({ leader, runId }: TreeRequest, problems: readonly string[], orphans = this.#orphans): ProcessTree {
    const { inspector, signals } = this.#ports;
    return new DescentTree(leader, runId, { inspector, signals, orphans }, problems);
  }
}

/** What a child is to be put into before it executes anything. */
export interface PreparedTree {
  readonly cgroup: string | null;
  readonly problems: readonly string[];
}
