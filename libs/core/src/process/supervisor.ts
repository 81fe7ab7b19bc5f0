/**
 * One process: feeds the machine with events one at a time and carries out its effects. Nothing else touches the process.
 */
import { randomUUID } from 'node:crypto';
import type { ProvisrError } from '../errors.js';
import type { Cause, Order } from '../events.js';
import type { ProcessIdentity } from '../inspect/process-inspector.js';
import type { Origin } from '../manager/process-manager.js';
import { ProcessOutput } from '../output/process-output.js';
import { removePidFile } from '../pidfile/pid-file.js';
import type { EndedUnattended } from '../recovery/evidence.js';
import type { RunRecord } from '../records/run-record.js';
import type { Exit } from './exit.js';
import { emptyHistory, type History, historyOf, inheritedRun } from './history.js';
import { Causes } from './causes.js';
import type { AnswerTable, EffectTable, EventBody } from './effect-table.js';
import { type HandedProcess, type Progress, shifted } from './handed-process.js';
import { type Effect, INITIAL, type MachineEvent, type Snapshot, transition } from './machine.js';
import { Mailbox } from './mailbox.js';
import { PhaseTimer } from './phase-timer.js';
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
  readonly #ports: SupervisorPorts;
  readonly #writer: RunWriter;
  readonly #control: RunControl;
  readonly #causes = new Causes();
  readonly #timer: PhaseTimer;
  readonly #starts = new Waiters();
  readonly #stops = new Waiters();
  readonly #mailbox = new Mailbox<{ event: MachineEvent; cause: Cause }>(({ event, cause }) => this.#step(event, cause));
  #origin: Origin;
  #spec: InstanceSpec;
  #snapshot: Snapshot = INITIAL;
  #history: History = emptyHistory();
  #nextRestartAt: number | null = null;
  #startAskedAtMs = 0;
  #stopSignalledAtMs = 0;
  #attempts = 0;
  /** Why the record of what is about to be spawned could not be written. */
  #recordProblem: unknown = null;
  #spawning: Promise<void> | null = null;
  #released = false;
  /** Why nothing is done any more, while another image of the manager is about to go on. */
  #standstill: ProvisrError | null = null;
  #unheardExit: Exit | null = null;
  #heldFifos: readonly number[] = [];
  #shuttingDown = false;

  constructor(spec: InstanceSpec, origin: Origin, ports: SupervisorPorts) {
    this.name = spec.name;
    this.base = spec.base;
    this.#origin = origin;
    this.#spec = spec;
    this.#ports = ports;
    this.#writer = new RunWriter(ports);
    this.#timer = new PhaseTimer(ports.clock);
    this.output = new ProcessOutput(spec, {
      ...ports.output,
      onProblem: (stream, reason) => {
        if (reason !== null) this.#publish({ type: 'process.log-degraded', stream, reason });
      },
    });
    this.#control = new RunControl(ports, {
      spec: () => this.#spec,
      mayDaemonise: () => this.#snapshot.phase === 'starting' || this.#snapshot.phase === 'running',
      exited: (exit, groupEmpty) =>
        this.#dispatch({ type: 'exited', atMs: this.#now(), exit, groupEmpty }, this.#causes.ofEnd(this.#snapshot)),
      emptied: () => this.#dispatch({ type: 'emptied', atMs: this.#now() }, this.#causes.ofEnd(this.#snapshot)),
      identified: () => this.#writePidFile(),
    });
  }

  get spec(): InstanceSpec {
    return this.#spec;
  }

  get wanted(): boolean {
    return this.#snapshot.wanted;
  }

  /** Digest of what the current run was spawned from, `null` without one. */
  get runDigest(): string | null {
    return this.#snapshot.run ? this.#history.digest : null;
  }

  status(): ProcessStatus {
    return statusView(this.#spec, this.#snapshot, this.#history, {
      mainPid: this.#control.handle?.mainPid ?? null,
      adopted: this.#control.handle?.adopted ?? false,
      detectedBy: this.#control.detectedBy,
      nextRestartAt: this.#nextRestartAt,
      nowMs: this.#now(),
    });
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
    this.#causes.stop = order.cause;
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
    this.#causes.stop = order.cause;
    const started = this.#starts.wait();
    this.#dispatch({ type: 'restart', atMs: this.#now(), timeoutMs }, order.cause);
    return started;
  }

  /** Takes over a live run of an earlier manager; ends it when it is not wanted. */
  async adopt(identity: ProcessIdentity, record: RunRecord | null, wanted: boolean): Promise<void> {
    await this.#remember(record, identity.startUnix * 1_000);
    this.#control.adopt(identity);
    this.#publish({ type: 'process.adopted', pid: identity.pid });
    this.#inherit(identity.pid, true, record, wanted);
  }

  /** Takes over a run that ended while no manager was there, and does what would have been done then. */
  async adoptEnded({ pid, exit, at }: EndedUnattended, record: RunRecord | null): Promise<void> {
    await this.#remember(record, null);
    this.#control.adoptLeftovers(pid);
    this.#inherit(pid, true, record, true);
    const sinceMs = Math.max(0, this.#ports.clock.epochMs() - at);
    const groupEmpty = (this.#control.handle?.members().length ?? 0) === 0;
    this.#dispatch({ type: 'exited', atMs: this.#now() - sinceMs, exit, groupEmpty }, this.#causes.ofEnd(this.#snapshot));
  }

  /** Ends what a dead leader of an earlier manager left behind, then starts when wanted. */
  async sweepLeftovers(pid: number, record: RunRecord | null, wanted: boolean): Promise<void> {
    await this.#remember(record, null);
    this.#control.adoptLeftovers(pid);
    this.#inherit(pid, false, record, wanted);
  }

  /** Asks the detectors whether the program runs without a leader we know; if so, looks after it. */
  async adoptDetected(record: RunRecord | null): Promise<boolean> {
    if (!(await this.#control.isFoundAlive())) return false;
    await this.#remember(record, null);
    this.#control.adoptLeftovers(0);
    this.#inherit(0, true, record, true);
    this.#control.watchDetected();
    return true;
  }

  /** Goes on with the counters of an earlier manager, and with the rest state it was left in unless it is to be started. */
  resume(record: RunRecord, staysAtRest: boolean): void {
    this.#history = { ...historyOf(record), runId: null, digest: null };
    if (!staysAtRest) return;
    if (record.state === 'failed') this.#snapshot = { ...INITIAL, phase: 'failed', failures: record.failures };
    this.#persist();
  }

  /**
   * Stands still for another image of this manager: what is being spawned is, what was read is stored, and nothing else is done.
   * @param reason told to whoever waits, or asks for anything from now on
   */
  async standStill(reason: ProvisrError): Promise<void> {
    this.#standstill = reason;
    this.#timer.hold();
    this.#starts.take()(reason);
    this.#stops.take()(reason);
    await this.#spawning;
    this.#heldFifos = await this.output.standStill();
  }

  /** Where it stands, for the next image; `null` when nothing has ever been done to it. */
  handedOver(): HandedProcess | null {
    if (this.#snapshot === INITIAL) return null;
    return {
      name: this.name,
      snapshot: shifted(this.#snapshot, -this.#now()),
      history: this.#history,
      progress: this.#progress(),
      run: this.#snapshot.run && this.#control.handedOver(),
      exit: this.#unheardExit,
      fifos: this.#heldFifos,
    };
  }

  /** Reads on where an earlier image stopped. */
  async readOn({ run, fifos }: HandedProcess): Promise<void> {
    if (run !== null || fifos.length > 0) await this.output.adopt();
  }

  /** Goes on from where an earlier image stood, as if nothing had happened in between. */
  carryOn(handed: HandedProcess, gapMs: number): void {
    const { snapshot, run, progress } = handed;
    const shiftMs = this.#now() - gapMs;
    this.#history = handed.history;
    this.#snapshot = shifted(snapshot, shiftMs);
    this.#causes.start = progress.startCause;
    this.#causes.stop = progress.stopCause;
    this.#attempts = progress.attempts;
    this.#startAskedAtMs = progress.startAskedAtMs + shiftMs;
    this.#stopSignalledAtMs = progress.stopSignalledAtMs + shiftMs;
    if (run) this.#control.carryOn(run, { exit: handed.exit, leaderAlive: snapshot.run?.leaderAlive ?? false });
    if (progress.dueInMs !== null) this.#arm(Math.max(0, progress.dueInMs - gapMs));
    this.#nextRestartAt = progress.nextRestartAt;
    const problem = this.#persist();
    if (snapshot.phase === 'starting' && !snapshot.run) this.#startSpawning(problem);
  }

  /** Changes what can be changed under a running process. The caller restarts where that is not enough. */
  async reconfigure(spec: InstanceSpec, origin: Origin): Promise<void> {
    const before = this.#spec;
    this.#spec = spec;
    this.#origin = origin;
    if (before.pidFile !== spec.pidFile && this.#snapshot.run) {
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
    this.#timer.disarm();
    this.#control.release();
  }

  #progress(): Progress {
    const now = this.#now();
    return {
      startCause: this.#causes.start,
      stopCause: this.#causes.stop,
      attempts: this.#attempts,
      startAskedAtMs: this.#startAskedAtMs - now,
      stopSignalledAtMs: this.#stopSignalledAtMs - now,
      dueInMs: this.#timer.leftMs,
      nextRestartAt: this.#nextRestartAt,
    };
  }

  #refusal(): ProvisrError | null {
    return this.#released ? superseded(this.name) : this.#standstill;
  }

  #now(): number {
    return this.#ports.clock.monotonicMs();
  }

  async #remember(record: RunRecord | null, startedAt: number | null): Promise<void> {
    if (record) this.#history = historyOf(record);
    this.#history.startedAt ??= startedAt;
    this.#history.digest ??= spawnDigest(this.#spec);
    await this.output.adopt();
  }

  #inherit(pid: number, leaderAlive: boolean, record: RunRecord | null, wanted: boolean): void {
    const run = inheritedRun(pid, leaderAlive, this.#history.startedAt, this.#ports.clock);
    this.#dispatch({ type: 'adopted', atMs: this.#now(), run, failures: record?.failures ?? 0, wanted }, 'adoption');
    if (this.#snapshot.run) this.#writePidFile();
  }

  #dispatch(event: MachineEvent, cause: Cause): void {
    if (this.#standstill && event.type !== 'spawned' && event.type !== 'spawn-failed') {
      if (event.type === 'exited') this.#unheardExit = event.exit;
      return;
    }
    this.#mailbox.post({ event, cause });
  }

  #step(event: MachineEvent, cause: Cause): void {
    if (this.#released) return;
    const [next, effects] = transition(this.#snapshot, event, this.#spec);
    const ended = this.#snapshot.run !== null && next.run === null;
    this.#snapshot = next;
    if (ended) this.#runEnded();
    if (effects.some((effect) => effect.do === 'spawn')) this.#history.runId = randomUUID();
    this.#recordProblem = this.#persist();
    for (const effect of effects) (this.#effects[effect.do] as (effect: Effect, cause: Cause) => void)(effect, cause);
  }

  readonly #effects: EffectTable = {
    spawn: ({ attempt }, cause) => {
      this.#attempts = attempt;
      this.#causes.start = cause;
      if (attempt === 1) this.#startAskedAtMs = this.#now();
      if (!this.#standstill) this.#startSpawning(this.#recordProblem);
    },
    signal: ({ kill }) => this.#signal(kill),
    arm: ({ delayMs }) => this.#arm(delayMs),
    disarm: () => this.#timer.disarm(),
    announce: ({ from, to }, cause) => this.#publish({ type: 'process.state', from, to, pid: this.#snapshot.run?.pid ?? null, cause }),
    ended: ({ exit, ranMs, expected }) => this.#ended(exit, ranMs, expected),
    'back-off': ({ delayMs, failures }) => this.#publish({ type: 'process.backed-off', delayMs, failures }),
    'give-up': ({ failures }) => this.#publish(givenUp(failures, this.#attempts, this.#history.lastExit)),
    'count-restart': () => {
      this.#history.restarts += 1;
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
    if (this.#snapshot.phase === 'backoff') this.#nextRestartAt = this.#ports.clock.epochMs() + delayMs;
    this.#timer.arm(delayMs, () => {
      // A program that is daemonising and has not been found yet has not been alive for the start duration.
      if (this.#snapshot.phase === 'starting' && this.#control.isUnconfirmed) this.#arm(CONFIRM_AGAIN_MS);
      else this.#dispatch({ type: 'due', atMs: this.#now() }, this.#causes.ofDue(this.#snapshot));
    });
  }

  #up(): void {
    if (this.#attempts > 0 && this.#snapshot.run) {
      this.#publish({
        type: 'process.started',
        pid: this.#snapshot.run.pid,
        tookMs: this.#now() - this.#startAskedAtMs,
        automatic: this.#snapshot.automatic,
      });
      this.#attempts = 0;
    }
    this.#starts.resolve();
  }

  async #startFailed(): Promise<void> {
    const reject = this.#starts.take();
    const [exit, attempts] = [this.#history.lastExit, this.#attempts];
    await this.output.drained(DRAIN_MS);
    reject(
      startFailure(this.name, exit, attempts, this.output.lastLines(this.#spec.redirectStderr ? 'stdout' : 'stderr', STDERR_TAIL_LINES)),
    );
  }

  #ended(exit: Exit, ranMs: number, expected: boolean): void {
    this.#history.lastExit = exit;
    this.#history.stoppedAt = this.#ports.clock.epochMs();
    this.#publish({ type: 'process.exited', pid: this.#control.handle?.mainPid ?? null, exit, ranMs, expected });
    if (this.#snapshot.run) this.#control.awaitEmpty();
    this.#persist();
  }

  #runEnded(): void {
    this.#control.release();
    this.#history.runId = null;
    this.#history.stoppedAt ??= this.#ports.clock.epochMs();
    removePidFile(this.#spec.pidFile);
  }

  #signal(kill: boolean): void {
    if (!kill) {
      this.#stopSignalledAtMs = this.#now();
      return this.#control.askToEnd(this.#snapshot.run?.leaderAlive ?? false);
    }
    this.#control.kill();
    this.#publish({ type: 'process.killed', pid: this.#control.handle?.mainPid ?? 0, afterMs: this.#now() - this.#stopSignalledAtMs });
  }

  #startSpawning(recordProblem: unknown): void {
    this.#spawning = this.#spawn(recordProblem);
  }

  async #spawn(recordProblem: unknown): Promise<void> {
    try {
      if (recordProblem) throw recordProblem;
      const { pid } = await this.#control.spawn(this.#history.runId ?? '', this.output);
      if (this.#released) return;
      this.#history = { ...this.#history, startedAt: this.#ports.clock.epochMs(), stoppedAt: null, digest: spawnDigest(this.#spec) };
      this.#writePidFile();
      this.#publish({ type: 'process.spawned', pid, attempt: this.#attempts });
      this.#dispatch({ type: 'spawned', atMs: this.#now(), pid }, this.#causes.start);
    } catch (error) {
      this.#history.runId = null;
      this.#dispatch({ type: 'spawn-failed', atMs: this.#now(), exit: spawnFailure(error) }, this.#causes.start);
    }
  }

  #writePidFile(): void {
    this.#writer.writePidFile(this.#spec, this.#control.handle, this.#history.runId);
  }

  #persist(): unknown {
    // Going down with the manager is not the operator's will: whoever finds this record brings the process up again.
    const snapshot = this.#shuttingDown ? { ...this.#snapshot, wanted: true } : this.#snapshot;
    return this.#writer.writeRecord(this.#spec, this.#origin, snapshot, this.#history);
  }

  #publish(event: EventBody): void {
    this.#ports.bus.publish({ ...event, process: this.name, base: this.base, at: this.#ports.clock.epochMs() });
  }
}
