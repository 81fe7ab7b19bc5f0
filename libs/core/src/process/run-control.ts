/** The live side of a process: what the machine decided is done to its run here, and what befalls the run is told from here. */
import type { Clock } from '../clock.js';
import type { DetectorCatalogue } from '../detect/detector.js';
import type { ProcessIdentity } from '../inspect/process-inspector.js';
import type { ProcessOutput } from '../output/process-output.js';
import type { Spawner } from '../spawn/spawner.js';
import type { Turns } from '../spawn/turns.js';
import type { PreparedTree, ProcessTrees } from '../tree/process-trees.js';
import { launchChild } from './child-launch.js';
import { DaemonisedProgram, ENDED_AS_ASKED } from './daemonised-program.js';
import type { Environment } from './environment.js';
import { type Exit, UNKNOWN_EXIT } from './exit.js';
import type { HandedRun } from './handed-process.js';
import { RunHandle, type RunPorts } from './run-handle.js';
import type { InstanceSpec } from './spec.js';

export interface RunControlPorts extends RunPorts {
  readonly clock: Clock;
  readonly spawner: Spawner;
  readonly detectors: DetectorCatalogue;
  /** What children inherit from: the variables of this process when the manager was made. */
  readonly environment: Environment;
  readonly trees: ProcessTrees;
  /** One start a turn of the event loop: what it opens and writes does not add up to a stand-still. */
  readonly turns: Turns;
  /** Told of what could not be had and keeps nothing from running. */
  readonly report: (message: string, about: { process: string; error?: unknown }) => void;
}

/** What a run tells. */
export interface RunListener {
  /** The spec as it is now. */
  spec(): InstanceSpec;
  /** Id of the run, `null` when somebody else started it. */
  runId(): string | null;
  /** Whether an end of the leader may be a program going into the background. */
  mayDaemonise(): boolean;
  exited(exit: Exit, groupEmpty: boolean): void;
  emptied(): void;
  /** Another process is the program proper from here on. */
  identified(): void;
}

export class RunControl {
  readonly #ports: RunControlPorts;
  readonly #listener: RunListener;
  readonly #daemonised: DaemonisedProgram;
  #run: RunHandle | null = null;

  constructor(ports: RunControlPorts, listener: RunListener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#daemonised = new DaemonisedProgram({
      clock: ports.clock,
      detectors: ports.detectors,
      environment: ports.environment,
      run: () => this.#run && { pid: this.#run.pid, startTicks: this.#run.identity?.startTicks ?? null },
      onAlive: (pid) => this.#track(pid),
      onLost: (exit) => this.#ended(exit),
    });
  }

  get handle(): RunHandle | null {
    return this.#run;
  }

  get detectedBy(): string | null {
    return this.#daemonised.detectedBy;
  }

  /** A program that is going into the background has not been found there yet. */
  get isUnconfirmed(): boolean {
    return this.#daemonised.isUnconfirmed;
  }

  /** Spawns a run. @throws ProvisrError PROVISR_SPAWN_FAILED, PROVISR_LOG_UNAVAILABLE, PROVISR_SPEC_INVALID or the system error */
  async spawn(runId: string, output: ProcessOutput): Promise<RunHandle> {
    await this.#ports.turns.next();
    await this.#daemonised.prove(this.#listener.spec());
    const { trees, environment } = this.#ports;
    const spec = this.#listener.spec();
    const prepared = this.#prepareTree(spec, runId);
    try {
      const child = await launchChild(spec, { runId, cgroup: prepared.cgroup, environment }, output, this.#ports.spawner);
      this.#run = RunHandle.ofChild(child, this.#ports, (exit) => this.#leaderEnded(exit));
      this.#run.holdBy(trees.grown({ name: spec.name, runId, leader: child.pid }, prepared));
      return this.#run;
    } catch (error) {
      trees.abandon(prepared);
      throw error;
    }
  }

  #prepareTree({ name, cgroup }: InstanceSpec, runId: string): PreparedTree {
    const prepared = this.#ports.trees.prepare(name, runId, cgroup);
    for (const problem of prepared.problems) this.#ports.report(problem, { process: name });
    return prepared;
  }

  /** Takes charge of a run that was there before. */
  #inherit(run: RunHandle): RunHandle {
    const { name, cgroup } = this.#listener.spec();
    run.holdBy(this.#ports.trees.found({ name, runId: this.#listener.runId(), leader: run.pid }, cgroup));
    this.#run = run;
    return run;
  }

  /** Takes over a live run of an earlier manager. */
  adopt(identity: ProcessIdentity): void {
    // After an upgrade whose state was not understood the kernel still has it as a child of this PID.
    const child = this.#ports.spawner.inherit?.(identity.pid) ?? null;
    this.#inherit(RunHandle.ofAdopted(identity, this.#ports, (exit) => this.#leaderEnded(exit), child));
  }

  /** Who belongs to the run, for another image of this manager; `null` without one. */
  handedOver(): HandedRun | null {
    return this.#run && { ...this.#run.handedOver(), isDetected: this.#daemonised.isWatched };
  }

  /**
   * Goes on with a run of an earlier image of this manager, in the same PID.
   * @param found how its leader ended, when the earlier image had collected that and not acted upon it
   */
  carryOn(handed: HandedRun, { exit, leaderAlive }: { readonly exit: Exit | null; readonly leaderAlive: boolean }): void {
    const isOver = !leaderAlive || exit !== null || handed.isDetected;
    const run = this.#inherit(isOver ? RunHandle.ofLeftovers(handed.pid, this.#ports, !handed.isChild) : this.#takeCharge(handed));
    run.track(handed.tracked);
    if (handed.isDetected) this.watchDetected();
    else if (exit !== null) queueMicrotask(() => this.#leaderEnded(exit));
    else if (!leaderAlive) this.awaitEmpty();
  }

  #takeCharge({ pid, identity, isChild }: HandedRun): RunHandle {
    const ended = (exit: Exit): void => this.#leaderEnded(exit);
    const child = isChild ? (this.#ports.spawner.inherit?.(pid) ?? null) : null;
    if (child !== null) return RunHandle.ofChild(child, this.#ports, ended, identity);
    if (identity !== null) return RunHandle.ofAdopted(identity, this.#ports, ended);
    queueMicrotask(() => ended(UNKNOWN_EXIT));
    return RunHandle.ofLeftovers(pid, this.#ports, !isChild);
  }

  /** Takes over what a dead leader left in its group; 0 = nothing but what detectors find. */
  adoptLeftovers(pid: number): void {
    this.#inherit(RunHandle.ofLeftovers(pid, this.#ports));
  }

  /** Whether its detectors find the program without a leader that anybody knows. */
  isFoundAlive(): Promise<boolean> {
    return this.#daemonised.isFoundAlive(this.#listener.spec());
  }

  /** Goes by the detectors from here on. */
  watchDetected(): void {
    this.#daemonised.watch(this.#listener.spec(), { code: 0, signal: null, error: null });
  }

  /** The stop signal. The end is told by the listener, as always. */
  askToEnd(leaderAlive: boolean): void {
    const run = this.#run;
    if (!run) return;
    run.signal(this.#listener.spec().stopSignal);
    run.signal('SIGCONT'); // a stopped process could not act on the signal before
    run.hurry();
    if (this.#daemonised.isWatched) {
      this.#daemonised.stop();
      this.#ended(ENDED_AS_ASKED);
    } else if (!leaderAlive) this.awaitEmpty();
  }

  kill(): void {
    this.#run?.signal('SIGKILL');
  }

  /** Tells when the last member of the group is gone. */
  awaitEmpty(): void {
    this.#run?.awaitEmpty(() => this.#listener.emptied());
  }

  /** Nothing is told any more. */
  release(): void {
    this.#daemonised.stop();
    this.#run?.release();
  }

  #leaderEnded(told: Exit): void {
    const exit = this.#run?.tree?.explain(told) ?? told;
    const spec = this.#listener.spec();
    if (this.#listener.mayDaemonise() && this.#daemonised.hasDetectors(spec)) this.#daemonised.watch(spec, exit);
    else this.#ended(exit);
  }

  #ended(exit: Exit): void {
    this.#listener.exited(exit, (this.#run?.members().length ?? 0) === 0);
  }

  #track(pid: number | null): void {
    if (pid === null || this.#run?.mainPid === pid) return;
    this.#run?.track(this.#ports.inspector.identify(pid));
    this.#listener.identified();
  }
}
