import type { AdoptionWatch, EndWatch } from '../inspect/adoption-watch.js';
import type { ProcessIdentity, ProcessInspector } from '../inspect/process-inspector.js';
import type { SignalSender } from '../spawn/signal-sender.js';
import type { SpawnedProcess } from '../spawn/spawner.js';
import type { ProcessTree } from '../tree/process-tree.js';
import type { Exit } from './exit.js';
import type { HandedRun } from './handed-process.js';

export interface RunPorts {
  readonly inspector: ProcessInspector;
  readonly adoption: AdoptionWatch;
  readonly signals: SignalSender;
  /** Asks whoever witnessed the end of a process that was not ours; `tell` is called once, maybe at once. */
  readonly exitOf: (identity: ProcessIdentity, tell: (exit: Exit) => void) => EndWatch;
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
  /** What holds its members beyond the group. */
  #tree: ProcessTree | null = null;
  /** The signal that asked the run to end. */
  #asked: NodeJS.Signals | null = null;
  /** Members beyond the group that it has been passed on to. */
  readonly #told = new Set<number>();
  #stopWatching: EndWatch = () => undefined;
  #stopAwaiting: EndWatch = () => undefined;

  private constructor(pid: number, identity: ProcessIdentity | null, adopted: boolean, ports: RunPorts) {
    this.pid = pid;
    this.identity = identity;
    this.adopted = adopted;
    this.#ports = ports;
    // Every run we made leads its own group; a process adopted from elsewhere need not.
    this.#ownsGroup = pid > 0 && (!adopted || (ports.inspector.entryOf(pid)?.processGroup ?? pid) === pid);
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
    const gone = (): void => void (run.#stopWatching = ports.exitOf(identity, ended));
    if (child === null) run.#stopWatching = ports.adoption.watch(identity, gone);
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

  /** How long ago its leader was started, ms; `null` where that is unknown. */
  ageMs(): number | null {
    return this.identity && this.#ports.inspector.ageMs(this.identity);
  }

  get mainIdentity(): ProcessIdentity | null {
    return this.#tracked ?? this.identity;
  }

  /** Makes a process outside the group part of the run. */
  track(identity: ProcessIdentity | null): void {
    this.#tracked = identity;
  }

  /** What it was asked to be held by; without one there is nothing but its group. */
  holdBy(tree: ProcessTree): void {
    this.#tree = tree;
  }

  get tree(): ProcessTree | null {
    return this.#tree;
  }

  /** Live members of the run: the group, its leader included, what is tracked beside it, and whatever else its tree holds. */
  members(): readonly number[] {
    const known = this.#known();
    return [...known, ...(this.#tree?.members(known) ?? [])];
  }

  #known(): readonly number[] {
    const tracked = this.#trackedAlive() ? [this.#tracked!.pid] : [];
    return [...new Set([...this.#groupMembers(), ...tracked])];
  }

  #groupMembers(): readonly number[] {
    if (this.#ownsGroup) return this.#ports.inspector.groupMembers(this.pid, this.identity?.startTicks ?? null);
    return this.#leaderAlive && this.#leaderIsAlive() ? [this.pid] : [];
  }

  /**
   * Signals the run, as far as it is still ours. What lies beyond its group gets a SIGKILL along with it, and any other signal
   * when the group is gone: a program that has put its workers into sessions of their own ends them itself, in its order.
   */
  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL') this.#tree?.kill(this.#known());
    else if (signal !== 'SIGCONT') this.#prepareToEnd(signal);
    this.#signalKnown(signal);
  }

  #prepareToEnd(signal: NodeJS.Signals): void {
    this.#asked = signal;
    if (this.#leaderAlive && this.pid > 0) this.#tree?.note([this.pid]);
    else this.#passOn();
  }

  /** Hands the signal that asked the run to end on to who is left when the group is gone. */
  #passOn(): void {
    if (this.#asked === null || this.#tree === null || this.#known().length > 0) return;
    for (const pid of this.#tree.members([])) {
      if (this.#told.has(pid)) continue;
      this.#told.add(pid);
      this.#ports.signals.send(pid, this.#asked);
      this.#ports.signals.send(pid, 'SIGCONT');
    }
  }

  #signalKnown(signal: NodeJS.Signals): void {
    if (this.#leaderIsOurs() || this.#groupMembers().length > 0) this.#ports.signals.send(this.#ownsGroup ? -this.pid : this.pid, signal);
    if (!this.#trackedAlive()) return;
    const { pid } = this.#tracked!;
    const leads = this.#ports.inspector.entryOf(pid)?.processGroup === pid;
    if (pid !== this.pid) this.#ports.signals.send(leads ? -pid : pid, signal);
  }

  /** Then its group is ours too, and who else is in it need not be known: to look costs a walk through all processes of the machine. */
  #leaderIsOurs(): boolean {
    return this.#leaderAlive && (!this.adopted || this.#leaderIsAlive());
  }

  /** Calls `emptied` once when the last member is gone: first the group, then who is left beyond it. */
  awaitEmpty(emptied: () => void): void {
    this.#stopAwaiting();
    this.#stopAwaiting = this.#ports.adoption.whenEmpty(
      () => this.#known(),
      () => this.#awaitRest(emptied),
    );
  }

  #awaitRest(emptied: () => void): void {
    const done = (): void => {
      this.#stopAwaiting();
      emptied();
    };
    const look = (): readonly number[] => {
      this.#passOn();
      return this.members();
    };
    const unwatch = this.#tree?.onEmpty(() => {
      if (this.members().length === 0) done();
    });
    const forget = this.#ports.adoption.whenEmpty(look, done);
    this.#stopAwaiting = () => {
      unwatch?.();
      forget();
    };
  }

  /** It is being stopped: somebody waits for its end. */
  hurry(): void {
    if (this.adopted && this.#leaderAlive && this.identity) this.#ports.adoption.hurry(this.identity);
  }

  /** No listener is called and no timer is armed after this. */
  release(): void {
    this.#stopWatching();
    this.#stopAwaiting();
    this.#tree?.release();
  }

  #hear(child: SpawnedProcess, ended: (exit: Exit) => void): void {
    this.#stopWatching = () => child.release();
    queueMicrotask(() => child.onExit(ended));
  }

  #leaderIsAlive(): boolean {
    return this.identity !== null && this.#ports.inspector.isAlive(this.identity);
  }

  #trackedAlive(): boolean {
    return this.#tracked !== null && this.#ports.inspector.isAlive(this.#tracked);
  }
}
