import type { Clock, Timer } from '../clock.js';
import type { AdoptionWatch } from '../inspect/adoption-watch.js';
import type { ProcessIdentity, ProcessInspector } from '../inspect/process-inspector.js';
import type { SignalSender } from '../spawn/signal-sender.js';
import type { SpawnedProcess } from '../spawn/spawner.js';
import { type Exit, UNKNOWN_EXIT } from './exit.js';
import type { HandedRun } from './handed-process.js';

/** How often a group is looked at between the end of its leader and the end of its last member, ms. */
const EMPTY_CHECK_MS = 25;
const EMPTY_CHECK_SLOWEST_MS = 250;

export interface RunPorts {
  readonly clock: Clock;
  readonly inspector: ProcessInspector;
  readonly adoption: AdoptionWatch;
  readonly signals: SignalSender;
}

/**
 * The live side of one run: who is its leader and group, how its end is learnt, and signals that reach nobody else.
 * Own children are safe to signal until they are reaped; everything else is proven by identity first.
 */
export class RunHandle {
  /** The leader's; 0 when it is not known. */
  readonly pid: number;
  readonly adopted: boolean;
  readonly identity: ProcessIdentity | null;
  readonly #ports: RunPorts;
  readonly #ownsGroup: boolean;
  /** A process outside the group that a detector found to be the program proper. */
  #tracked: ProcessIdentity | null = null;
  #leaderAlive = true;
  #stopWatching: () => void = () => undefined;
  #timer: Timer | null = null;

  private constructor(pid: number, identity: ProcessIdentity | null, adopted: boolean, ports: RunPorts) {
    this.pid = pid;
    this.identity = identity;
    this.adopted = adopted;
    this.#ports = ports;
    // Every run we made leads its own group; a process adopted from elsewhere need not.
    this.#ownsGroup = pid > 0 && (!adopted || ports.inspector.entries().every((entry) => entry.pid !== pid || entry.processGroup === pid));
  }

  /** A child of ours. `onExit` comes at most once, never during this call. */
  static ofChild(
    child: SpawnedProcess,
    ports: RunPorts,
    onExit: (exit: Exit) => void,
    identity: ProcessIdentity | null = ports.inspector.identify(child.pid),
  ): RunHandle {
    const run = new RunHandle(child.pid, identity, false, ports);
    run.#hear(child, (exit) => {
      run.#leaderAlive = false;
      onExit(exit);
    });
    return run;
  }

  /**
   * A process started by an earlier manager, alive by its identity.
   * @param child tells of its end where the kernel has it as our child
   */
  static ofAdopted(
    identity: ProcessIdentity,
    ports: RunPorts,
    onExit: (exit: Exit) => void,
    child: SpawnedProcess | null = null,
  ): RunHandle {
    const run = new RunHandle(identity.pid, identity, true, ports);
    const ended = (exit: Exit): void => {
      run.#leaderAlive = false;
      onExit(exit);
    };
    if (child === null) run.#stopWatching = ports.adoption.watch(identity, () => ended(UNKNOWN_EXIT));
    else run.#hear(child, ended);
    return run;
  }

  /** What a dead leader of an earlier manager left behind in its group; 0 = nothing but what a detector finds. */
  static ofLeftovers(pid: number, ports: RunPorts, adopted = true): RunHandle {
    const run = new RunHandle(pid, null, adopted, ports);
    run.#leaderAlive = false;
    return run;
  }

  /** What another image of this manager cannot find out anew. */
  handedOver(): Omit<HandedRun, 'isDetected'> {
    return { pid: this.pid, identity: this.identity, isChild: !this.adopted, tracked: this.#tracked };
  }

  /** The process that people mean: the one a detector found, else the leader; `null` when neither is known. */
  get mainPid(): number | null {
    return this.#tracked?.pid ?? (this.pid > 0 ? this.pid : null);
  }

  get mainIdentity(): ProcessIdentity | null {
    return this.#tracked ?? this.identity;
  }

  /** Makes a process outside the group part of the run. */
  track(identity: ProcessIdentity | null): void {
    this.#tracked = identity;
  }

  /** Live members of the run: the group, its leader included, and what is tracked beside it. */
  members(): readonly number[] {
    const tracked = this.#trackedAlive() ? [this.#tracked!.pid] : [];
    return [...new Set([...this.#groupMembers(), ...tracked])];
  }

  #groupMembers(): readonly number[] {
    if (this.#ownsGroup) return this.#ports.inspector.groupMembers(this.pid, this.identity?.startTicks ?? null);
    return this.#leaderAlive && this.#leaderIsAlive() ? [this.pid] : [];
  }

  /** Signals the whole run, as far as it is still ours. */
  signal(signal: NodeJS.Signals): void {
    const ownChild = this.#leaderAlive && !this.adopted;
    if (ownChild || this.#groupMembers().length > 0) this.#ports.signals.send(this.#ownsGroup ? -this.pid : this.pid, signal);
    if (!this.#trackedAlive()) return;
    const { pid } = this.#tracked!;
    const leads = this.#ports.inspector.entries().some((entry) => entry.pid === pid && entry.processGroup === pid);
    if (pid !== this.pid) this.#ports.signals.send(leads ? -pid : pid, signal);
  }

  /** Calls `emptied` once when the last member is gone. */
  awaitEmpty(emptied: () => void): void {
    let delayMs = EMPTY_CHECK_MS;
    const look = (): void => {
      if (this.members().length === 0) return emptied();
      delayMs = Math.min(delayMs * 1.5, EMPTY_CHECK_SLOWEST_MS);
      this.#arm(delayMs, look);
    };
    this.#arm(delayMs, look);
  }

  /** While it is being stopped an adopted leader is looked at more often than the sweep does. */
  hurry(): void {
    if (!this.adopted || !this.#leaderAlive) return;
    const look = (): void => (this.#leaderIsAlive() ? this.#arm(EMPTY_CHECK_MS, look) : this.#ports.adoption.sweep());
    this.#arm(EMPTY_CHECK_MS, look);
  }

  /** No listener is called and no timer is armed after this. */
  release(): void {
    this.#stopWatching();
    this.#timer?.disarm();
    this.#timer = null;
  }

  #hear(child: SpawnedProcess, ended: (exit: Exit) => void): void {
    this.#stopWatching = () => child.release();
    queueMicrotask(() => child.onExit(ended));
  }

  #arm(delayMs: number, fire: () => void): void {
    this.#timer?.disarm();
    this.#timer = this.#ports.clock.arm(delayMs, fire);
  }

  #leaderIsAlive(): boolean {
    return this.identity !== null && this.#ports.inspector.isAlive(this.identity);
  }

  #trackedAlive(): boolean {
    return this.#tracked !== null && this.#ports.inspector.isAlive(this.#tracked);
  }
}
