import type { Exit } from '../process/exit.js';
import type { ProcessIdentity, ProcessInspector } from '../inspect/process-inspector.js';
import type { SignalSender } from '../spawn/signal-sender.js';
import { withDescendants } from './descent.js';
import type { OrphanFinder } from './orphan-finder.js';
import type { ProcessTree } from './process-tree.js';

export interface DescentPorts {
  readonly inspector: ProcessInspector;
  readonly orphans: OrphanFinder;
  readonly signals: SignalSender;
}

/**
 * A tree found by looking: whom its members have as descendants, and whom dead members have left behind. Who has been seen once
 * stays a member for as long as it lives, even when it becomes an orphan that nothing proves to be ours.
 */
export class DescentTree implements ProcessTree {
  readonly control = 'process-group';
  readonly cgroup = null;
  readonly problems: readonly string[];
  readonly usage = (): null => null;
  readonly #runId: string | null;
  readonly #session: number;
  readonly #ports: DescentPorts;
  readonly #seen = new Map<number, ProcessIdentity>();

  /** @param session that of the leader, 0 = not known; @param runId `null`: nothing is proven to be ours, so nothing is a member */
  constructor(session: number, runId: string | null, ports: DescentPorts, problems: readonly string[] = []) {
    this.problems = problems;
    this.#session = session;
    this.#runId = runId;
    this.#ports = ports;
    ports.orphans.leads(session);
  }

  members(known: readonly number[]): readonly number[] {
    const runId = this.#runId;
    if (runId === null) return [];
    const { inspector, orphans } = this.#ports;
    for (const [pid, identity] of this.#seen) if (!inspector.isAlive(identity)) this.#seen.delete(pid);
    this.#look([...known, ...this.#seen.keys(), ...orphans.of(runId, this.#session)], runId);
    return [...this.#seen.keys()].filter((pid) => !known.includes(pid));
  }

  note(known: readonly number[]): void {
    if (this.#runId !== null) this.#look(known, this.#runId);
  }

  kill(known: readonly number[]): void {
    for (const pid of this.members(known)) this.#ports.signals.send(pid, 'SIGKILL');
  }

  #look(roots: readonly number[], runId: string): void {
    const { inspector, orphans } = this.#ports;
    const isForeign = (pid: number): boolean => pid === process.pid || orphans.isOfAnotherRun(pid, runId);
    for (const pid of withDescendants(roots, inspector, isForeign)) {
      const identity = this.#seen.get(pid) ?? inspector.identify(pid);
      if (identity) this.#seen.set(pid, identity);
    }
  }

  onEmpty(): () => void {
    return () => undefined;
  }

  explain(exit: Exit): Exit {
    return exit;
  }

  release(): void {
    this.#ports.orphans.led(this.#session);
    this.#seen.clear();
  }
}
