/** Changes to which processes there are. None of them waits for a start: what is to be started is handed back. */
import { ProvisrError } from '../errors.js';
import type { Order } from '../events.js';
import { instancesOf } from '../process/instances.js';
import { spawnDigest } from '../process/spawn-digest.js';
import type { Supervisor } from '../process/supervisor.js';
import { changedKeys, instanceDifference, programDifference, sameSpec } from './difference.js';
import { type Fleet, notFound } from './fleet.js';
import type { ChangeReport, Program } from './process-manager.js';

/** A process to be brought up once the change is made. */
export interface Start {
  readonly supervisor: Supervisor;
  /** It runs from an earlier definition. */
  readonly restarts: boolean;
}

/** What a change did, and what is left to do. */
export interface Change {
  readonly report: ChangeReport;
  readonly starts: readonly Start[];
}

/** Who changes, and how long processes that go may take, ms. */
export interface ChangeOptions extends Order {
  readonly stopWaitMs?: number | undefined;
}

class ChangeNotes {
  readonly report = { adopted: [], added: [], removed: [], restarted: [], updated: [], unchanged: [] } as {
    -readonly [K in keyof ChangeReport]: string[];
  };
  readonly starts: Start[] = [];

  start(supervisor: Supervisor, restarts: boolean): void {
    this.starts.push({ supervisor, restarts });
  }
}

export class FleetChanges {
  readonly #fleet: Fleet;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** Makes the fleet what a configuration says. */
  async reconcile(desired: readonly Program[], order: Order): Promise<Change> {
    const { added, removed, changed, unchanged } = programDifference(this.#fleet.programs, desired);
    const notes = new ChangeNotes();
    notes.report.unchanged.push(...unchanged.map((program) => program.spec.name));
    await Promise.all(removed.map((program) => this.drop(program.spec.name, order)));
    notes.report.removed.push(...removed.map((program) => program.spec.name));
    for (const program of [...added, ...changed]) await this.#bringIn(program, order, notes);
    return notes;
  }

  /** What {@link reconcile} would do. */
  preview(desired: readonly Program[]): ChangeReport {
    const { added, removed, changed, unchanged } = programDifference(this.#fleet.programs, desired);
    const { report } = new ChangeNotes();
    const namesOf = (programs: readonly Program[]): string[] => programs.map((program) => program.spec.name);
    report.unchanged.push(...namesOf(unchanged));
    report.added.push(...namesOf(added));
    report.removed.push(...namesOf(removed));
    for (const program of changed) this.#foresee(this.#fleet.programs.get(program.spec.name)!, program, report);
    return report;
  }

  /** What {@link put} would do. */
  previewOf(program: Program): ChangeReport {
    const { report } = new ChangeNotes();
    const known = this.#fleet.programs.get(program.spec.name);
    if (known === undefined) report.added.push(program.spec.name);
    else if (sameSpec(known.spec, program.spec)) report.unchanged.push(program.spec.name);
    else this.#foresee(known, program, report);
    return report;
  }

  /** Adds a program, or changes the one of its name. */
  async put(program: Program, options: ChangeOptions): Promise<Change> {
    const notes = new ChangeNotes();
    await this.#bringIn(program, options, notes);
    return notes;
  }

  /**
   * Makes a program known that its caller will start; takes the place of one of the same origin that is down.
   * @throws ProvisrError PROVISR_PROCESS_CONFLICT
   */
  async define(program: Program, order: Order): Promise<void> {
    const known = this.#fleet.programs.get(program.spec.name);
    if (!known) {
      this.#fleet.add(program);
      return;
    }
    const moved = known.origin !== program.origin || known.source !== program.source;
    const same = sameSpec(known.spec, program.spec);
    if (same && !moved) return;
    const alive = this.#fleet.instancesOf(program.spec.name).some((supervisor) => supervisor.wanted || supervisor.status().running);
    if (!same && (alive || known.origin !== program.origin)) throw conflict(known);
    await this.#replace(known, program, order, new ChangeNotes());
  }

  /** Stops and forgets a program. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND */
  async drop(base: string, options: ChangeOptions): Promise<void> {
    if (!this.#fleet.programs.has(base)) throw notFound(base);
    await Promise.all(this.#fleet.instancesOf(base).map((supervisor) => this.#dropInstance(supervisor.name, options)));
    this.#fleet.dropProgram(base);
  }

  async #bringIn(program: Program, options: ChangeOptions, notes: ChangeNotes): Promise<void> {
    const known = this.#fleet.programs.get(program.spec.name);
    if (known) return this.#replace(known, program, options, notes);
    for (const supervisor of this.#fleet.add(program)) notes.start(supervisor, false);
    notes.report.added.push(program.spec.name);
  }

  async #replace(known: Program, program: Program, options: ChangeOptions, notes: ChangeNotes): Promise<void> {
    const { added, dropped, kept } = instanceDifference(known.spec, program.spec);
    const keys = changedKeys(known.spec, program.spec);
    this.#fleet.replaceProgram(program);
    await Promise.all(dropped.map((name) => this.#dropInstance(name, options)));
    notes.report.removed.push(...dropped);
    for (const instance of kept) {
      const supervisor = this.#fleet.supervisor(instance.name)!;
      const restarts = this.#needsRestart(instance.name, spawnDigest(instance));
      await supervisor.reconfigure(instance, program.origin);
      this.#fleet.publishChange(supervisor, { cause: options.cause, by: options.by, keys, restarts });
      (restarts ? notes.report.restarted : notes.report.updated).push(instance.name);
      if (restarts) notes.start(supervisor, true);
    }
    for (const instance of added) {
      notes.start(this.#fleet.addInstance(instance, program.origin), false);
      notes.report.added.push(instance.name);
    }
  }

  #foresee(known: Program, program: Program, report: ChangeNotes['report']): void {
    const { added, dropped, kept } = instanceDifference(known.spec, program.spec);
    report.added.push(...added.map((instance) => instance.name));
    report.removed.push(...dropped);
    for (const instance of kept)
      (this.#needsRestart(instance.name, spawnDigest(instance)) ? report.restarted : report.updated).push(instance.name);
  }

  /** What its operator has put down stays down, changed or not. */
  #needsRestart(name: string, digest: string): boolean {
    const supervisor = this.#fleet.supervisor(name);
    if (!supervisor || spawnDigest(supervisor.spec) === digest) return false;
    return supervisor.wanted || supervisor.status().state === 'failed';
  }

  async #dropInstance(name: string, { cause, by, stopWaitMs }: ChangeOptions): Promise<void> {
    const supervisor = this.#fleet.supervisor(name);
    if (!supervisor) return;
    await supervisor.stop({ cause, by }, stopWaitMs);
    await supervisor.forget();
    this.#fleet.dropInstance(supervisor);
  }
}

function conflict(known: Program): ProvisrError {
  const { name } = known.spec;
  return new ProvisrError('PROVISR_PROCESS_CONFLICT', `${name} is already known with another spec`, {
    hint: known.origin === 'config' ? `it is defined in ${known.source ?? 'the configuration'}` : 'stop it first, or use update',
    details: { name, origin: known.origin, instances: instancesOf(known.spec).map((instance) => instance.name) },
  });
}
