/**
 * One process: feeds the machine with events one at a time and carries out its effects. Nothing else touches the process.
 */
import { randomUUID } from 'node:crypto';
import type { ProvisrError } from '../errors.js';
import type { Cause, Order } from '../events.js';
import { failpoint } from '../failpoints/failpoint.js';
import type { Origin } from '../manager/process-manager.js';
import { ProcessOutput } from '../output/process-output.js';
import { removePidFile } from '../pidfile/pid-file.js';
import type { Exit } from './exit.js';
import type { AnswerTable, EffectTable, EventBody } from './effect-table.js';
import type { HandedProcess } from './handed-process.js';
import { Inheritance } from './inheritance.js';
import { Life } from './life.js';
import { type Effect, INITIAL, type MachineEvent, transition } from './machine.js';
import { Mailbox } from './mailbox.js';
import { policyOfSpec } from './policy-of-spec.js';
import { RunControl } from './run-control.js';
import { RunWriter } from './run-writer.js';
import { spawnDigest } from './spawn-digest.js';
import type { InstanceSpec } from './spec.js';
import { givenUp, spawnFailure, startFailure, stuck, superseded } from './start-failure.js';
import type { ProcessStatus } from './status.js';
import type { SupervisorPorts } from './supervisor-ports.js';
import { statusView } from './status-view.js';
import { Waiters } from './waiters.js';

/** Lines of stderr that go with the answer to a failed start. */
const STDERR_TAIL_LINES = 20;
/** How long the last output of an ended run may take to arrive, ms. */
const DRAIN_MS = 500;
/** How long a due timer waits for a program that is daemonising to be found, ms. */
const CONFIRM_AGAIN_MS = 100;

export class Supervisor {
  readonly name: string;
  readonly base: string;
  readonly output: ProcessOutput;
  readonly inheritance: Inheritance;
  readonly #ports: SupervisorPorts;
  readonly #writer: RunWriter;
  readonly #control: RunControl;
  readonly #life: Life;
  readonly #starts = new Waiters();
  readonly #stops = new Waiters();
  readonly #mailbox = new Mailbox<{ event: MachineEvent; cause: Cause }>(({ event, cause }) => this.#step(event, cause));
  #origin: Origin;
  #spec: InstanceSpec;
  /** Why the record of what is about to be spawned could not be written. */
  #recordProblem: unknown = null;
  #spawning: Promise<void> | null = null;
  #released = false;
  /** Why nothing is done any more, while another image of the manager is about to go on. */
  #standstill: ProvisrError | null = null;
  #shuttingDown = false;

  constructor(spec: InstanceSpec, origin: Origin, ports: SupervisorPorts) {
    this.name = spec.name;
    this.base = spec.base;
    this.#origin = origin;
    this.#spec = spec;
    this.#ports = ports;
    this.#writer = new RunWriter(ports);
    this.#life = new Life(ports.clock);
    this.output = new ProcessOutput(spec, {
      ...ports.output,
      pid: () => this.#life.snapshot.run?.pid ?? null,
      onProblem: (stream, reason) => {
        if (reason !== null) this.#publish({ type: 'process.log-degraded', stream, reason });
      },
    });
    this.#control = new RunControl(ports, {
      spec: () => this.#spec,
      runId: () => this.#life.history.runId,
      mayDaemonise: () => this.#life.snapshot.phase === 'starting' || this.#life.snapshot.phase === 'running',
      exited: (exit, groupEmpty) =>
        this.#dispatch({ type: 'exited', atMs: this.#now(), exit, groupEmpty }, this.#life.causes.ofEnd(this.#life.snapshot)),
      emptied: () => this.#dispatch({ type: 'emptied', atMs: this.#now() }, this.#life.causes.ofEnd(this.#life.snapshot)),
      identified: () => this.#writePidFile(),
    });
    this.inheritance = new Inheritance({
      clock: ports.clock,
      life: this.#life,
      control: this.#control,
      output: this.output,
      spec: () => this.#spec,
      dispatch: (event, cause) => this.#dispatch(event, cause),
      publish: (event) => this.#publish(event),
      writePidFile: () => this.#writePidFile(),
      persist: () => this.#persist(),
      arm: (delayMs) => this.#arm(delayMs),
      spawn: (problem) => this.#startSpawning(problem),
    });
  }

  get spec(): InstanceSpec {
    return this.#spec;
  }

  get wanted(): boolean {
    return this.#life.snapshot.wanted;
  }

  /** Digest of what the current run was spawned from, `null` without one. */
  get runDigest(): string | null {
    return this.#life.snapshot.run ? this.#life.history.digest : null;
  }

  status(): ProcessStatus {
    return statusView(this.#spec, this.#life, this.#control, this.#now());
  }

  /** Resolves when it counts as started. @throws ProvisrError PROVISR_START_FAILED or PROVISR_START_SUPERSEDED */
  start(order: Order): Promise<void> {
    const refusal = this.#refusal();
    if (refusal) return Promise.reject(refusal);
    this.#publish({ type: 'process.asked', what: 'start', ...order });
    const started = this.#starts.wait();
    this.#dispatch({ type: 'start', atMs: this.#now() }, order.cause);
    return started;
  }

  /** Resolves when the whole group is gone and its output stored. @throws ProvisrError PROVISR_STOP_TIMED_OUT */
  async stop(order: Order, timeoutMs?: number): Promise<void> {
    if (this.#released) return;
    if (this.#standstill) throw this.#standstill;
    this.#publish({ type: 'process.asked', what: 'stop', ...order });
    this.#shuttingDown ||= order.cause === 'shutdown';
    this.#life.causes.stop = order.cause;
    const stopped = this.#stops.wait();
    this.#dispatch({ type: 'stop', atMs: this.#now(), timeoutMs }, order.cause);
    await stopped;
    await this.output.drained(DRAIN_MS);
  }

  /** Stop and start as one; resolves like `start`. */
  restart(order: Order, timeoutMs?: number): Promise<void> {
    const refusal = this.#refusal();
    if (refusal) return Promise.reject(refusal);
    this.#publish({ type: 'process.asked', what: 'restart', ...order });
    this.#life.causes.stop = order.cause;
    const started = this.#starts.wait();
    this.#dispatch({ type: 'restart', atMs: this.#now(), timeoutMs }, order.cause);
    return started;
  }

  /**
   * Stands still for another image of this manager: what is being spawned is, what was read is stored, and nothing else is done.
   * @param reason told to whoever waits, or asks for anything from now on
   */
  async standStill(reason: ProvisrError): Promise<void> {
    this.#standstill = reason;
    this.#life.timer.hold();
    this.#starts.take()(reason);
    this.#stops.take()(reason);
    await this.#spawning;
    await this.output.standStill();
  }

  /** Where it stands, for the next image; `null` when nothing has ever been done to it. */
  handedOver(): HandedProcess | null {
    if (this.#life.snapshot === INITIAL) return null;
    return {
      name: this.name,
      ...this.#life.handedOver(),
      run: this.#life.snapshot.run && this.#control.handedOver(),
      ...this.output.handedOver(),
    };
  }

  /** Changes what can be changed under a running process. The caller restarts where that is not enough. */
  async reconfigure(spec: InstanceSpec, origin: Origin): Promise<void> {
    const before = this.#spec;
    this.#spec = spec;
    this.#origin = origin;
    if (before.pidFile !== spec.pidFile && this.#life.snapshot.run) {
      this.#writePidFile();
      removePidFile(before.pidFile);
    }
    this.#persist();
    await this.output.reconfigure(spec);
  }

  /** Lets go of a process that goes on without a manager; the next one adopts it. */
  async release(): Promise<void> {
    this.#letGo();
    await this.output.close();
  }

  /** Forgets a process at rest: nothing of it stays in the state directory. */
  async forget(): Promise<void> {
    this.#letGo();
    await this.output.dispose();
    this.#writer.forget(this.#spec);
  }

  #letGo(): void {
    this.#released = true;
    this.#starts.take()(superseded(this.name));
    this.#stops.resolve();
    this.#life.timer.disarm();
    this.#control.release();
  }

  #refusal(): ProvisrError | null {
    return this.#released ? superseded(this.name) : this.#standstill;
  }

  #now(): number {
    return this.#ports.clock.monotonicMs();
  }

  #dispatch(event: MachineEvent, cause: Cause): void {
    if (this.#standstill && event.type !== 'spawned' && event.type !== 'spawn-failed') {
      if (event.type === 'exited') this.#life.unheardExit = event.exit;
      return;
    }
    this.#mailbox.post({ event, cause });
  }

  #step(event: MachineEvent, cause: Cause): void {
    if (this.#released) return;
    const [next, effects] = transition(this.#life.snapshot, event, policyOfSpec(this.#spec, this.#ports));
    const ended = this.#life.snapshot.run !== null && next.run === null;
    this.#life.snapshot = next;
    if (ended) this.#runEnded();
    if (effects.some((effect) => effect.do === 'spawn')) this.#life.history.runId = randomUUID();
    this.#recordProblem = this.#persist();
    for (const effect of effects) (this.#effects[effect.do] as (effect: Effect, cause: Cause) => void)(effect, cause);
  }

  readonly #effects: EffectTable = {
    spawn: ({ attempt }, cause) => {
      this.#life.attempts = attempt;
      this.#life.causes.start = cause;
      if (attempt === 1) this.#life.startAskedAtMs = this.#now();
      if (!this.#standstill) this.#startSpawning(this.#recordProblem);
    },
    signal: ({ kill }) => this.#signal(kill),
    arm: ({ delayMs }) => this.#arm(delayMs),
    disarm: () => this.#life.timer.disarm(),
    announce: ({ from, to }, cause) => this.#publish({ type: 'process.state', from, to, pid: this.#life.snapshot.run?.pid ?? null, cause }),
    ended: ({ exit, ranMs, expected }) => this.#ended(exit, ranMs, expected),
    'back-off': ({ delayMs, failures }) => this.#publish({ type: 'process.backed-off', delayMs, failures }),
    'give-up': ({ failures }) => this.#publish(givenUp(failures, this.#life.attempts, this.#life.history.lastExit)),
    'count-restart': () => {
      this.#life.history.restarts += 1;
    },
    answer: ({ what }, cause) => this.#answers[what](cause),
  };

  readonly #answers: AnswerTable = {
    up: () => this.#up(),
    superseded: () => this.#starts.take()(superseded(this.name)),
    'start-failed': () => void this.#startFailed(),
    stuck: () => this.#stops.take()(stuck(this.name, this.#control.handle?.members() ?? [])),
    down: (cause) => {
      this.#publish({ type: 'process.stopped', cause });
      this.#stops.resolve();
    },
  };

  #arm(delayMs: number): void {
    if (this.#life.snapshot.phase === 'backoff') this.#life.nextRestartAt = this.#ports.clock.epochMs() + delayMs;
    this.#life.timer.arm(delayMs, () => {
      // A program that is daemonising and has not been found yet has not been alive for the start duration.
      if (this.#life.snapshot.phase === 'starting' && this.#control.isUnconfirmed) this.#arm(CONFIRM_AGAIN_MS);
      else this.#dispatch({ type: 'due', atMs: this.#now() }, this.#life.causes.ofDue(this.#life.snapshot));
    });
  }

  #up(): void {
    const started = this.#life.started();
    if (started) this.#publish(started);
    this.#starts.resolve();
  }

  async #startFailed(): Promise<void> {
    const reject = this.#starts.take();
    const [exit, attempts] = [this.#life.history.lastExit, this.#life.attempts];
    await this.output.drained(DRAIN_MS);
    reject(
      startFailure(this.name, exit, attempts, this.output.lastLines(this.#spec.redirectStderr ? 'stdout' : 'stderr', STDERR_TAIL_LINES)),
    );
  }

  #ended(exit: Exit, ranMs: number, expected: boolean): void {
    failpoint('stop.ended');
    this.#life.history.lastExit = exit;
    this.#life.history.stoppedAt = this.#ports.clock.epochMs();
    this.#publish({ type: 'process.exited', pid: this.#control.handle?.mainPid ?? null, exit, ranMs, expected });
    if (this.#life.snapshot.run) this.#control.awaitEmpty();
    this.#persist();
  }

  #runEnded(): void {
    this.#control.release();
    this.#life.history.runId = null;
    this.#life.history.stoppedAt ??= this.#ports.clock.epochMs();
    removePidFile(this.#spec.pidFile);
    failpoint('stop.forgotten');
  }

  #signal(kill: boolean): void {
    if (!kill) {
      this.#life.stopSignalledAtMs = this.#now();
      this.#control.askToEnd(this.#life.snapshot.run?.leaderAlive ?? false);
      return failpoint('stop.signalled');
    }
    this.#control.kill();
    this.#publish({ type: 'process.killed', pid: this.#control.handle?.mainPid ?? 0, afterMs: this.#now() - this.#life.stopSignalledAtMs });
  }

  #startSpawning(recordProblem: unknown): void {
    this.#spawning = this.#spawn(recordProblem);
  }

  async #spawn(recordProblem: unknown): Promise<void> {
    try {
      if (recordProblem) throw recordProblem;
      failpoint('start.recorded');
      const { pid } = await this.#control.spawn(this.#life.history.runId ?? '', this.output);
      failpoint('start.spawned');
      if (this.#released) return;
      this.#life.history = {
        ...this.#life.history,
        startedAt: this.#ports.clock.epochMs(),
        stoppedAt: null,
        digest: spawnDigest(this.#spec),
      };
      this.#writePidFile();
      failpoint('start.pid-file');
      this.#publish({ type: 'process.spawned', pid, attempt: this.#life.attempts });
      this.#dispatch({ type: 'spawned', atMs: this.#now(), pid }, this.#life.causes.start);
    } catch (error) {
      this.#life.history.runId = null;
      this.#dispatch({ type: 'spawn-failed', atMs: this.#now(), exit: spawnFailure(error) }, this.#life.causes.start);
    }
  }

  #writePidFile(): void {
    this.#writer.writePidFile(this.#spec, this.#control.handle, this.#life.history.runId);
  }

  #persist(): unknown {
    // Going down with the manager is not the operator's will: whoever finds this record brings the process up again.
    const snapshot = this.#shuttingDown ? { ...this.#life.snapshot, wanted: true } : this.#life.snapshot;
    return this.#writer.writeRecord(this.#spec, this.#origin, snapshot, this.#life.history);
  }

  #publish(event: EventBody): void {
    this.#ports.bus.publish({ ...event, process: this.name, base: this.base, at: this.#ports.clock.epochMs() });
  }
}
