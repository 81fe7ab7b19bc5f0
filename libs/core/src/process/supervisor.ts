/**
 * One process: feeds the machine with events one at a time and carries out its effects. Nothing else touches the process.
 */
import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '../clock.js';
import type { DetectorCatalogue, DetectorTarget, LivenessDetector } from '../detect/detector.js';
import { findAlive, LivenessWatch } from '../detect/liveness-watch.js';
import { messageOf } from '../errors.js';
import type { Cause, EventBus, ProcessEvent } from '../events.js';
import type { ProcessIdentity } from '../inspect/process-inspector.js';
import type { Origin } from '../manager/process-manager.js';
import { ProcessOutput, type ProcessOutputPorts } from '../output/process-output.js';
import { removePidFile, writePidFile } from '../pidfile/pid-file.js';
import type { RecordStore } from '../records/record-store.js';
import type { RunRecord } from '../records/run-record.js';
import type { SpawnedProcess, Spawner } from '../spawn/spawner.js';
import { inheritedEnvironment, ownEnvironment } from './environment.js';
import type { Exit } from './exit.js';
import { emptyHistory, type History, historyOf, recordOf } from './history.js';
import { type Effect, INITIAL, type MachineEvent, type Snapshot, transition } from './machine.js';
import { RunHandle, type RunPorts } from './run-handle.js';
import { spawnDigest } from './spawn-digest.js';
import type { InstanceSpec } from './spec.js';
import { startFailure, stuck, superseded } from './start-failure.js';
import type { ProcessStatus } from './status.js';
import { Waiters } from './waiters.js';

/** Everything a supervisor needs from outside. */
export interface SupervisorPorts extends RunPorts {
  readonly clock: Clock;
  readonly spawner: Spawner;
  readonly output: Omit<ProcessOutputPorts, 'onProblem'>;
  readonly detectors: DetectorCatalogue;
  readonly records: RecordStore;
  readonly bus: EventBus;
  /** Told of what went wrong beside the process itself (a pid file that cannot be written, …). */
  readonly report: (message: string, about: { process: string; error?: unknown }) => void;
}

/** Lines of stderr that go with the answer to a failed start. */
const STDERR_TAIL_LINES = 20;
/** How long the last output of an ended run may take to arrive, ms. */
const DRAIN_MS = 500;
/** A program that daemonises gets at least this long to be found by its detectors, ms. */
const DAEMONISE_GRACE_MS = 1_000;
/** All detectors of a process together may take this long when it is looked for at boot, ms. */
const DETECT_AT_BOOT_MS = 10_000;

export class Supervisor {
  readonly name: string;
  readonly base: string;
  readonly #ports: SupervisorPorts;
  readonly #output: ProcessOutput;
  readonly #starts = new Waiters();
  readonly #stops = new Waiters();
  readonly #events: { event: MachineEvent; cause: Cause }[] = [];
  #origin: Origin;
  #spec: InstanceSpec;
  #snapshot: Snapshot = INITIAL;
  #history: History = emptyHistory();
  #run: RunHandle | null = null;
  #watch: LivenessWatch | null = null;
  #detectedBy: string | null = null;
  #timer: Timer | null = null;
  #nextRestartAt: number | null = null;
  #startAskedAtMs = 0;
  #attempts = 0;
  #stopSignalledAtMs = 0;
  #written = '';
  #dispatching = false;
  #released = false;
  #shuttingDown = false;

  constructor(spec: InstanceSpec, origin: Origin, ports: SupervisorPorts) {
    this.name = spec.name;
    this.base = spec.base;
    this.#origin = origin;
    this.#spec = spec;
    this.#ports = ports;
    this.#output = new ProcessOutput(spec, { ...ports.output, onProblem: (stream, problem) => this.#logProblem(stream, problem) });
  }

  get spec(): InstanceSpec {
    return this.#spec;
  }

  get output(): ProcessOutput {
    return this.#output;
  }

  get wanted(): boolean {
    return this.#snapshot.wanted;
  }

  /** Digest of what the current run was spawned from, `null` without one. */
  get runDigest(): string | null {
    return this.#snapshot.run ? this.#history.digest : null;
  }

  status(): ProcessStatus {
    const { phase, wanted, run } = this.#snapshot;
    const live = run !== null && (run.leaderAlive || phase === 'stopping');
    const { startedAt, stoppedAt, lastExit, restarts } = this.#history;
    return {
      name: this.name,
      base: this.base,
      state: phase,
      wanted,
      running: live,
      pid: live && run.leaderAlive ? (this.#run?.mainPid ?? null) : null,
      startedAt,
      stoppedAt: live ? null : stoppedAt,
      lastExit,
      detectedBy: live && run.leaderAlive ? (this.#detectedBy ?? 'exec:pid') : null,
      restarts,
      nextRestartAt: phase === 'backoff' ? this.#nextRestartAt : null,
      uptimeMs: live && run.leaderAlive ? this.#ports.clock.monotonicMs() - run.startedAtMs : null,
      adopted: live && (this.#run?.adopted ?? false),
    };
  }

  /** Resolves when it counts as started. @throws ProvisrError PROVISR_START_FAILED or PROVISR_START_SUPERSEDED */
  start(cause: Cause): Promise<void> {
    const started = this.#starts.wait();
    this.#dispatch({ type: 'start', atMs: this.#now() }, cause);
    return started;
  }

  /** Resolves when the whole group is gone and its output stored. @throws ProvisrError PROVISR_STOP_TIMED_OUT */
  async stop(cause: Cause, timeoutMs?: number): Promise<void> {
    this.#shuttingDown ||= cause === 'shutdown';
    const stopped = this.#stops.wait();
    this.#dispatch({ type: 'stop', atMs: this.#now(), timeoutMs }, cause);
    await stopped;
    await this.#output.drained(DRAIN_MS);
  }

  /** Stop and start as one; resolves like `start`. */
  restart(cause: Cause, timeoutMs?: number): Promise<void> {
    const started = this.#starts.wait();
    this.#dispatch({ type: 'restart', atMs: this.#now(), timeoutMs }, cause);
    return started;
  }

  /** Takes over a live run of an earlier manager; ends it when it is not wanted. */
  async adopt(identity: ProcessIdentity, record: RunRecord | null, wanted: boolean): Promise<void> {
    this.#remember(record, identity.startUnix * 1_000);
    await this.#output.adopt();
    this.#run = RunHandle.ofAdopted(identity, this.#ports, (exit) => this.#leaderEnded(exit));
    this.#publish({ type: 'process.adopted', pid: identity.pid });
    this.#inherit(identity.pid, true, record, wanted);
  }

  /** Ends what a dead leader of an earlier manager left behind, then starts when wanted. */
  async sweepLeftovers(pid: number, record: RunRecord | null, wanted: boolean): Promise<void> {
    this.#remember(record, null);
    await this.#output.adopt();
    this.#run = RunHandle.ofLeftovers(pid, this.#ports);
    this.#inherit(pid, false, record, wanted);
  }

  /** Asks the detectors whether the program runs without a leader we know; if so, looks after it. */
  async adoptDetected(record: RunRecord | null): Promise<boolean> {
    const detectors = this.#liveDetectors();
    if (detectors.length === 0) return false;
    const found = await findAlive(detectors, AbortSignal.timeout(DETECT_AT_BOOT_MS));
    if (!found) return false;
    this.#remember(record, null);
    await this.#output.adopt();
    this.#run = RunHandle.ofLeftovers(0, this.#ports);
    this.#inherit(0, true, record, true);
    this.#trackDetected({ code: 0, signal: null, error: null });
    return true;
  }

  /** Keeps the rest state an earlier manager left it in. */
  restore(record: RunRecord): void {
    this.#history = { ...historyOf(record), runId: null };
    if (record.state === 'failed') this.#snapshot = { ...INITIAL, phase: 'failed', failures: record.failures };
    this.#persist();
  }

  /** Carries the counters of an earlier manager over a start. */
  resume(record: RunRecord): void {
    this.#history = { ...historyOf(record), runId: null, digest: null };
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
    await this.#output.reconfigure(spec);
  }

  /** Lets go of a process that goes on without a manager; the next one adopts it. */
  async release(): Promise<void> {
    this.#released = true;
    this.#timer?.disarm();
    this.#watch?.stop();
    this.#run?.release();
    await this.#output.close();
  }

  /** Forgets a process at rest: nothing of it stays in the state directory. */
  async forget(): Promise<void> {
    await this.release();
    removePidFile(this.#spec.pidFile);
    this.#ports.records.remove(this.name);
  }

  #now(): number {
    return this.#ports.clock.monotonicMs();
  }

  #remember(record: RunRecord | null, startedAt: number | null): void {
    if (record) this.#history = historyOf(record);
    this.#history.startedAt ??= startedAt;
    this.#history.digest ??= spawnDigest(this.#spec);
  }

  #inherit(pid: number, leaderAlive: boolean, record: RunRecord | null, wanted: boolean): void {
    const sinceMs = this.#history.startedAt === null ? 0 : Math.max(0, this.#ports.clock.epochMs() - this.#history.startedAt);
    const run = { pid, startedAtMs: this.#now() - sinceMs, leaderAlive, exit: null };
    this.#dispatch({ type: 'adopted', atMs: this.#now(), run, failures: record?.failures ?? 0, wanted }, 'adoption');
  }

  /** Events that come up while one is being handled wait their turn. */
  #dispatch(event: MachineEvent, cause: Cause): void {
    this.#events.push({ event, cause });
    if (this.#dispatching) return;
    this.#dispatching = true;
    try {
      for (let next = this.#events.shift(); next && !this.#released; next = this.#events.shift()) this.#step(next.event, next.cause);
    } finally {
      this.#dispatching = false;
    }
  }

  #step(event: MachineEvent, cause: Cause): void {
    const [next, effects] = transition(this.#snapshot, event, this.#spec);
    const ended = this.#snapshot.run !== null && next.run === null;
    this.#snapshot = next;
    if (ended) this.#runEnded();
    if (effects.some((effect) => effect.do === 'spawn')) this.#history.runId = randomUUID();
    const problem = this.#persist();
    for (const effect of effects) this.#apply(effect, cause, problem);
  }

  #apply(effect: Effect, cause: Cause, problem: unknown): void {
    switch (effect.do) {
      case 'spawn':
        this.#attempts = effect.attempt;
        if (effect.attempt === 1) this.#startAskedAtMs = this.#now();
        void this.#spawn(problem);
        return;
      case 'signal':
        this.#signal(effect.kill);
        return;
      case 'arm':
        this.#arm(effect.delayMs);
        return;
      case 'disarm':
        this.#timer?.disarm();
        return;
      case 'announce':
        this.#publish({ type: 'process.state', from: effect.from, to: effect.to, pid: this.#snapshot.run?.pid ?? null, cause });
        return;
      case 'ended':
        this.#ended(effect);
        return;
      case 'back-off':
        this.#publish({ type: 'process.backed-off', delayMs: effect.delayMs, failures: effect.failures });
        return;
      case 'give-up':
        this.#publish({ type: 'process.gave-up', failures: effect.failures, reason: this.#history.lastExit?.error ?? 'it keeps ending' });
        return;
      case 'count-restart':
        this.#history.restarts += 1;
        return;
      case 'answer':
        this.#answer(effect.what, cause);
        return;
    }
  }

  #arm(delayMs: number): void {
    this.#timer?.disarm();
    if (this.#snapshot.phase === 'backoff') this.#nextRestartAt = this.#ports.clock.epochMs() + delayMs;
    this.#timer = this.#ports.clock.arm(delayMs, () => {
      // While detectors have not found a program that is daemonising, it has not been alive for the start duration.
      if (this.#snapshot.phase === 'starting' && this.#watch && !this.#watch.confirmed) this.#arm(DAEMONISE_GRACE_MS / 10);
      else this.#dispatch({ type: 'due', atMs: this.#now() }, this.#snapshot.attempt > 0 ? 'retry' : 'restart-policy');
    });
  }

  #answer(what: Extract<Effect, { do: 'answer' }>['what'], cause: Cause): void {
    if (what === 'up') this.#up();
    else if (what === 'superseded') this.#starts.take()(superseded(this.name));
    else if (what === 'start-failed') void this.#startFailed();
    else if (what === 'stuck') this.#stops.take()(stuck(this.name, this.#run?.members() ?? []));
    else {
      this.#publish({ type: 'process.stopped', cause });
      this.#stops.resolve();
    }
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
    await this.#output.drained(DRAIN_MS);
    reject(
      startFailure(this.name, exit, attempts, this.#output.lastLines(this.#spec.redirectStderr ? 'stdout' : 'stderr', STDERR_TAIL_LINES)),
    );
  }

  #ended(effect: Extract<Effect, { do: 'ended' }>): void {
    this.#history.lastExit = effect.exit;
    this.#history.stoppedAt = this.#ports.clock.epochMs();
    this.#publish({
      type: 'process.exited',
      pid: this.#run?.pid ?? null,
      exit: effect.exit,
      ranMs: effect.ranMs,
      expected: effect.expected,
    });
    if (this.#snapshot.run) this.#run?.awaitEmpty(() => this.#dispatch({ type: 'emptied', atMs: this.#now() }, 'crash'));
    this.#persist();
  }

  #runEnded(): void {
    this.#watch?.stop();
    this.#watch = null;
    this.#run?.release();
    this.#detectedBy = null;
    this.#history.runId = null;
    this.#history.stoppedAt ??= this.#ports.clock.epochMs();
    removePidFile(this.#spec.pidFile);
  }

  #signal(kill: boolean): void {
    const run = this.#run;
    if (!run) return;
    if (kill) {
      run.signal('SIGKILL');
      this.#publish({ type: 'process.killed', pid: run.pid, afterMs: this.#now() - this.#stopSignalledAtMs });
      return;
    }
    this.#stopSignalledAtMs = this.#now();
    run.signal(this.#spec.stopSignal);
    run.signal('SIGCONT'); // a stopped process could not act on the signal before
    run.hurry();
    if (this.#watch)
      this.#endTracking({ code: null, signal: null, error: 'ended as asked; a program that daemonised leaves no exit status' });
    else if (!this.#snapshot.run?.leaderAlive) run.awaitEmpty(() => this.#dispatch({ type: 'emptied', atMs: this.#now() }, 'crash'));
  }

  async #spawn(problem: unknown): Promise<void> {
    try {
      if (problem) throw problem;
      const child = await this.#startChild();
      if (this.#released) return;
      this.#run = RunHandle.ofChild(child, this.#ports, (exit) => this.#leaderEnded(exit));
      this.#history = { ...this.#history, startedAt: this.#ports.clock.epochMs(), stoppedAt: null, digest: spawnDigest(this.#spec) };
      this.#writePidFile();
      this.#publish({ type: 'process.spawned', pid: child.pid, attempt: this.#attempts });
      this.#dispatch({ type: 'spawned', atMs: this.#now(), pid: child.pid }, 'operator');
    } catch (error) {
      this.#history.runId = null;
      this.#dispatch({ type: 'spawn-failed', atMs: this.#now(), exit: { code: null, signal: null, error: messageOf(error) } }, 'operator');
    }
  }

  async #startChild(): Promise<SpawnedProcess> {
    const spec = this.#spec;
    const ends = await this.#output.open();
    try {
      return await this.#ports.spawner.spawn({
        argv: spec.argv,
        inheritedEnv: inheritedEnvironment(spec, process.env),
        env: ownEnvironment(spec, this.#history.runId ?? ''),
        workDir: spec.workDir,
        stdio: ends.stdio,
        user: spec.user,
        group: spec.group,
        umask: spec.umask,
        nice: spec.nice,
        limits: spec.limits,
      });
    } finally {
      ends.close();
    }
  }

  #leaderEnded(exit: Exit): void {
    const phase = this.#snapshot.phase;
    if ((phase === 'starting' || phase === 'running') && this.#liveDetectors().length > 0) this.#trackDetected(exit);
    else this.#dispatchExit(exit);
  }

  #dispatchExit(exit: Exit): void {
    const groupEmpty = (this.#run?.members().length ?? 0) === 0;
    this.#dispatch({ type: 'exited', atMs: this.#now(), exit, groupEmpty }, 'crash');
  }

  /** The leader is gone but may have left the program running on purpose: its detectors know. */
  #trackDetected(exit: Exit): void {
    const graceMs = exit.code === 0 ? Math.max(DAEMONISE_GRACE_MS, this.#spec.startDurationMs) : 0;
    this.#watch = new LivenessWatch({
      detectors: this.#liveDetectors(),
      clock: this.#ports.clock,
      graceMs,
      onAlive: (label, pid) => this.#detected(label, pid),
      onLost: () =>
        this.#endTracking(this.#watch?.confirmed ? { code: null, signal: null, error: 'no detector finds it alive any more' } : exit),
    });
  }

  #detected(label: string, pid: number | null): void {
    this.#detectedBy = label;
    if (pid === null || this.#run?.mainPid === pid) return;
    this.#run?.track(this.#ports.inspector.identify(pid));
    this.#writePidFile();
  }

  #endTracking(exit: Exit): void {
    this.#watch?.stop();
    this.#watch = null;
    this.#dispatchExit(exit);
  }

  #liveDetectors(): readonly LivenessDetector[] {
    const target: DetectorTarget = {
      process: this.name,
      workDir: this.#spec.workDir,
      env: { ...inheritedEnvironment(this.#spec, process.env), ...this.#spec.env },
      startTicks: () => this.#run?.identity?.startTicks ?? null,
      pid: () => this.#run?.pid ?? null,
    };
    return this.#spec.detectors
      .filter((detector) => detector.type !== 'pid')
      .map((detector) => this.#ports.detectors.create(detector, target));
  }

  #writePidFile(): void {
    const identity = this.#run?.mainIdentity;
    const pid = this.#run?.mainPid ?? null;
    if (pid === null) return;
    const meta = {
      start_unix: identity?.startUnix ?? Math.floor(this.#ports.clock.epochMs() / 1_000),
      ...(identity?.startTicks == null ? {} : { start_ticks: identity.startTicks }),
      ...(identity?.bootId == null ? {} : { boot_id: identity.bootId }),
      ...(this.#history.runId === null ? {} : { run_id: this.#history.runId }),
    };
    try {
      writePidFile(this.#spec.pidFile, { pid, document: this.#spec.document, meta });
    } catch (error) {
      this.#ports.report(`cannot write the pid file ${this.#spec.pidFile}: ${messageOf(error)}`, { process: this.name, error });
    }
  }

  /** Writes down what the next manager needs to know. Returns the error when it cannot: nothing may be spawned then. */
  #persist(): unknown {
    // Going down with the manager is not the operator's will: whoever finds this record brings the process up again.
    const snapshot = this.#shuttingDown ? { ...this.#snapshot, wanted: true } : this.#snapshot;
    const record = recordOf(this.#spec, this.#origin, snapshot, this.#history, this.#ports.inspector.bootId);
    const text = JSON.stringify(record);
    if (text === this.#written) return null;
    try {
      this.#ports.records.write(record);
      this.#written = text;
      return null;
    } catch (error) {
      this.#ports.report(`cannot write down the state of ${this.name}: ${messageOf(error)}`, { process: this.name, error });
      return error;
    }
  }

  #logProblem(stream: string, problem: string | null): void {
    if (problem !== null) this.#publish({ type: 'process.log-degraded', stream, reason: problem });
  }

  #publish(event: DistributiveOmit<ProcessEvent, 'process' | 'base' | 'at'>): void {
    this.#ports.bus.publish({ ...event, process: this.name, base: this.base, at: this.#ports.clock.epochMs() } as ProcessEvent);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
