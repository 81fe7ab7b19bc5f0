/** How a process comes to be looked after that was there before its supervisor. */
import type { Clock } from '../clock.js';
import type { Cause } from '../events.js';
import type { ProcessIdentity } from '../inspect/process-inspector.js';
import type { ProcessOutput } from '../output/process-output.js';
import { removePidFile } from '../pidfile/pid-file.js';
import type { RunRecord } from '../records/run-record.js';
import type { EndedUnattended } from '../recovery/evidence.js';
import type { EventBody } from './effect-table.js';
import type { HandedProcess } from './handed-process.js';
import { ageByTimeOfDay, historyOf, inheritedRun } from './history.js';
import type { Life } from './life.js';
import { INITIAL, type MachineEvent } from './machine.js';
import type { RunControl } from './run-control.js';
import { spawnDigest } from './spawn-digest.js';
import type { InstanceSpec } from './spec.js';

/** The parts of a supervisor that this needs. */
export interface Heir {
  readonly clock: Clock;
  readonly life: Life;
  readonly control: RunControl;
  readonly output: ProcessOutput;
  spec(): InstanceSpec;
  dispatch(event: MachineEvent, cause: Cause): void;
  publish(event: EventBody): void;
  writePidFile(): void;
  /** @returns why it could not be written, `null` = it was */
  persist(): unknown;
  arm(delayMs: number): void;
  spawn(recordProblem: unknown): void;
}

export class Inheritance {
  readonly #heir: Heir;

  constructor(heir: Heir) {
    this.#heir = heir;
  }

  /** Takes over a live run of an earlier manager; ends it when it is not wanted. */
  async adopt(identity: ProcessIdentity, record: RunRecord | null, wanted: boolean): Promise<void> {
    await this.#remember(record, identity.startUnix * 1_000);
    this.#heir.control.adopt(identity);
    this.#heir.publish({ type: 'process.adopted', pid: identity.pid });
    this.#inherit(identity.pid, true, record, wanted);
  }

  /** Takes over a run that ended while no manager was there, and does what would have been done then. */
  async adoptEnded({ pid, exit, at }: EndedUnattended, record: RunRecord | null): Promise<void> {
    const { control, clock, life } = this.#heir;
    await this.#remember(record, null);
    control.adoptLeftovers(pid);
    this.#inherit(pid, true, record, true);
    const sinceMs = Math.max(0, clock.epochMs() - at);
    const groupEmpty = (control.handle?.members().length ?? 0) === 0;
    this.#heir.dispatch({ type: 'exited', atMs: clock.monotonicMs() - sinceMs, exit, groupEmpty }, life.causes.ofEnd(life.snapshot));
  }

  /** Ends what a dead leader of an earlier manager left behind, then starts when wanted. */
  async sweepLeftovers(pid: number, record: RunRecord | null, wanted: boolean): Promise<void> {
    await this.#remember(record, null);
    this.#heir.control.adoptLeftovers(pid);
    this.#inherit(pid, false, record, wanted);
  }

  /** Asks the detectors whether the program runs without a leader we know; if so, looks after it. */
  async adoptDetected(record: RunRecord | null): Promise<boolean> {
    const { control } = this.#heir;
    if (!(await control.isFoundAlive())) return false;
    await this.#remember(record, null);
    control.adoptLeftovers(0);
    this.#inherit(0, true, record, true);
    control.watchDetected();
    return true;
  }

  /** Goes on with the counters of an earlier manager, and with the rest state it was left in unless it is to be started. */
  resume(record: RunRecord, staysAtRest: boolean): void {
    const { life } = this.#heir;
    life.history = { ...historyOf(record), runId: null, digest: null };
    if (!staysAtRest) return;
    // A manager that died between the end of a process and this has left the file.
    removePidFile(record.pidFile);
    if (record.state === 'failed') life.snapshot = { ...INITIAL, phase: 'failed', failures: record.failures };
    this.#heir.persist();
  }

  /** Reads on where an earlier image of this manager, in the same PID, stopped reading. */
  async readOn({ run, fifos, recent }: HandedProcess): Promise<void> {
    this.#heir.output.recall(recent);
    if (run !== null || fifos.length > 0) await this.#heir.output.adopt();
  }

  /** Goes on from where that image stood, as if nothing had happened in between. */
  carryOn(handed: HandedProcess, gapMs: number): void {
    const { life, control } = this.#heir;
    const { snapshot, run, progress } = handed;
    life.carryOn(handed, gapMs);
    if (run) control.carryOn(run, { exit: handed.exit, leaderAlive: snapshot.run?.leaderAlive ?? false });
    if (progress.dueInMs !== null) this.#heir.arm(Math.max(0, progress.dueInMs - gapMs));
    life.nextRestartAt = progress.nextRestartAt;
    // What is written down of it is what that image wrote.
    if (snapshot.phase === 'starting' && !snapshot.run) this.#heir.spawn(this.#heir.persist());
  }

  async #remember(record: RunRecord | null, startedAt: number | null): Promise<void> {
    const { life, output } = this.#heir;
    if (record) life.history = historyOf(record);
    life.history.startedAt ??= startedAt;
    life.history.digest ??= spawnDigest(this.#heir.spec());
    await output.adopt();
  }

  #inherit(pid: number, leaderAlive: boolean, record: RunRecord | null, wanted: boolean): void {
    const { clock, control, life } = this.#heir;
    const ageMs = control.handle?.ageMs() ?? ageByTimeOfDay(life.history.startedAt, clock);
    const run = inheritedRun(pid, leaderAlive, ageMs, clock);
    this.#heir.dispatch({ type: 'adopted', atMs: clock.monotonicMs(), run, failures: record?.failures ?? 0, wanted }, 'adoption');
    if (life.snapshot.run) this.#heir.writePidFile();
  }
}
