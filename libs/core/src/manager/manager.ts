import { ProvisrError } from '../errors.js';
import type { EventBus } from '../events.js';
import type { LogStream } from '../logs/log-sink.js';
import { spawnDigest } from '../process/spawn-digest.js';
import type { ProcessStatus } from '../process/status.js';
import type { Supervisor } from '../process/supervisor.js';
import { instancesOf } from '../process/instances.js';
import { bootFleet } from '../recovery/boot.js';
import { instanceDifference, programDifference, sameSpec } from './difference.js';
import { Fleet, notFound } from './fleet.js';
import type { ManagerPorts } from './manager-ports.js';
import type { ChangeReport, Outcome, ProcessManager, Program, WaitOptions } from './process-manager.js';
import type { Selector } from './selector.js';
import { priorityTiers } from './start-order.js';
import { type Operation, settle, settleAll } from './outcomes.js';
import type { Cause } from '../events.js';

type Changes = { -readonly [K in keyof ChangeReport]: string[] };

function noChanges(): Changes {
  return { adopted: [], added: [], removed: [], restarted: [], updated: [], unchanged: [] };
}

/** {@link ProcessManager} over supervisors in this process. */
export class Manager implements ProcessManager {
  readonly events: EventBus;
  readonly #ports: ManagerPorts;
  readonly #fleet: Fleet;
  /** Changes to the set of programs happen one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  #shutdown: Promise<void> | null = null;

  constructor(ports: ManagerPorts) {
    this.events = ports.bus;
    this.#ports = ports;
    this.#fleet = new Fleet(ports);
  }

  boot(programs: readonly Program[]): Promise<ChangeReport> {
    return this.#change(() => bootFleet(this.#fleet, programs, this.#ports, () => this.#shutdown !== null));
  }

  reload(programs: readonly Program[], options: { readonly dryRun?: boolean } = {}): Promise<ChangeReport> {
    return this.#change(() => this.#reconcile(programs, options.dryRun ?? false));
  }

  statuses(selector: Selector): ProcessStatus[] {
    return this.#fleet.select(selector).map((supervisor) => supervisor.status());
  }

  status(name: string): ProcessStatus {
    const supervisor = this.#fleet.supervisor(name);
    if (supervisor) return supervisor.status();
    const instances = this.#fleet.instancesOf(name).length;
    throw notFound(name, instances > 0 ? `${name} has ${instances} instances: use base=${name}, or ${name}-1` : undefined);
  }

  program(name: string): Program {
    const program = this.#fleet.programOf(name);
    if (!program) throw notFound(name);
    return program;
  }

  programs(): readonly Program[] {
    return [...this.#fleet.programs.values()];
  }

  start(selector: Selector, options: WaitOptions = {}): Promise<readonly Outcome[]> {
    return this.#operate(selector, (supervisor) => settle(supervisor, supervisor.start('operator'), options.waitMs, this.#ports.clock));
  }

  stop(selector: Selector, options: WaitOptions = {}): Promise<readonly Outcome[]> {
    return this.#operate(selector, (supervisor) =>
      settle(supervisor, supervisor.stop('operator', options.waitMs), undefined, this.#ports.clock),
    );
  }

  restart(selector: Selector, options: WaitOptions = {}): Promise<readonly Outcome[]> {
    return this.#operate(selector, (supervisor) =>
      settle(supervisor, supervisor.restart('operator', options.waitMs), undefined, this.#ports.clock),
    );
  }

  async launch(program: Program, options: WaitOptions = {}): Promise<readonly Outcome[]> {
    await this.#change(() => this.#define(program));
    return this.start({ kind: 'name', name: program.spec.name }, options);
  }

  update(program: Program, options: WaitOptions = {}): Promise<ChangeReport> {
    return this.#change(async () => {
      const changes = noChanges();
      const known = this.#fleet.programs.get(program.spec.name);
      if (known) await this.#replace(known, program, 'operator', changes, options.waitMs);
      else await this.#addAndStart(program, 'operator', changes);
      return changes;
    });
  }

  async remove(base: string, options: WaitOptions = {}): Promise<void> {
    await this.#change(async () => {
      if (!this.#fleet.programs.has(base)) throw notFound(base);
      await this.#drop(base, 'operator', options.waitMs);
    });
  }

  recentOutput(name: string, stream: LogStream): Buffer {
    const supervisor = this.#fleet.supervisor(name);
    if (!supervisor) throw notFound(name);
    return supervisor.output.recent(stream);
  }

  /** Bytes of output taken from a process so far. */
  outputBytes(name: string, stream: LogStream): number {
    return this.#fleet.supervisor(name)?.output.bytes(stream) ?? 0;
  }

  shutdown(): Promise<void> {
    this.#shutdown ??= this.#stopEverything();
    return this.#shutdown;
  }

  async #stopEverything(): Promise<void> {
    await this.#stopInOrder();
    // A change that was under way ends now that its processes do; what it started meanwhile goes in a second round.
    await this.#changes;
    await this.#stopInOrder();
  }

  async #stopInOrder(): Promise<void> {
    const tiers = priorityTiers(this.#fleet.supervisors, (supervisor) => -supervisor.spec.priority);
    for (const tier of tiers) await Promise.all(tier.map((supervisor) => this.#shutDown(supervisor)));
  }

  async #shutDown(supervisor: Supervisor): Promise<void> {
    try {
      if (supervisor.spec.detached && supervisor.status().running) {
        await supervisor.release();
        return;
      }
      await supervisor.stop('shutdown');
      await supervisor.forget();
    } catch (error) {
      this.#ports.report(`${supervisor.name} was left behind at shutdown`, { process: supervisor.name, error });
      await supervisor.release();
    } finally {
      this.#fleet.dropInstance(supervisor);
    }
  }

  #refuseWhileShuttingDown(): void {
    if (this.#shutdown) throw new ProvisrError('PROVISR_SHUTTING_DOWN', 'the daemon is shutting down');
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changes.then(() => {
      this.#refuseWhileShuttingDown();
      return work();
    });
    this.#changes = done.catch(() => undefined); // the caller learns of the failure from the promise it gets
    return done;
  }

  async #operate(selector: Selector, operation: Operation): Promise<readonly Outcome[]> {
    this.#refuseWhileShuttingDown();
    return settleAll(this.#fleet.select(selector), operation);
  }

  async #reconcile(desired: readonly Program[], dryRun: boolean): Promise<ChangeReport> {
    const { added, removed, changed, unchanged } = programDifference(this.#fleet.programs, desired);
    const changes = noChanges();
    changes.unchanged.push(...unchanged.map((program) => program.spec.name));
    if (dryRun) return this.#preview(added, removed, changed, changes);
    await Promise.all(removed.map((program) => this.#drop(program.spec.name, 'reload')));
    changes.removed.push(...removed.map((program) => program.spec.name));
    for (const tier of priorityTiers([...added, ...changed], (program) => program.spec.priority)) {
      await Promise.all(tier.map((program) => this.#bringIn(program, changes)));
    }
    return changes;
  }

  async #bringIn(program: Program, changes: Changes): Promise<void> {
    const known = this.#fleet.programs.get(program.spec.name);
    if (known) await this.#replace(known, program, 'reload', changes);
    else await this.#addAndStart(program, 'reload', changes);
  }

  #preview(added: readonly Program[], removed: readonly Program[], changed: readonly Program[], changes: Changes): ChangeReport {
    changes.added.push(...added.map((program) => program.spec.name));
    changes.removed.push(...removed.map((program) => program.spec.name));
    for (const program of changed) {
      const known = this.#fleet.programs.get(program.spec.name)!;
      const difference = instanceDifference(known.spec, program.spec);
      changes.added.push(...difference.added.map((instance) => instance.name));
      changes.removed.push(...difference.dropped);
      for (const instance of difference.kept)
        (this.#needsRestart(instance.name, spawnDigest(instance)) ? changes.restarted : changes.updated).push(instance.name);
    }
    return changes;
  }

  #needsRestart(name: string, digest: string): boolean {
    const supervisor = this.#fleet.supervisor(name);
    return (
      supervisor !== undefined && spawnDigest(supervisor.spec) !== digest && (supervisor.wanted || supervisor.status().state === 'failed')
    );
  }

  /** Makes the program known, taking the place of one of the same origin that is down. */
  async #define(program: Program): Promise<void> {
    const known = this.#fleet.programs.get(program.spec.name);
    if (!known) {
      this.#fleet.add(program);
      return;
    }
    if (sameSpec(known.spec, program.spec)) return this.#rehome(known, program);
    const alive = this.#fleet.instancesOf(program.spec.name).some((supervisor) => supervisor.wanted || supervisor.status().running);
    if (alive || known.origin !== program.origin) throw conflict(known);
    await this.#replace(known, program, 'operator', noChanges());
  }

  /** The same definition may have moved: what came through the API has been written to a file. */
  async #rehome(known: Program, program: Program): Promise<void> {
    if (known.origin !== program.origin || known.source !== program.source) await this.#replace(known, program, 'operator', noChanges());
  }

  async #addAndStart(program: Program, cause: Cause, changes: Changes): Promise<void> {
    const supervisors = this.#fleet.add(program);
    changes.added.push(program.spec.name);
    await settleAll(supervisors, (supervisor) => settle(supervisor, supervisor.start(cause), undefined, this.#ports.clock));
  }

  async #replace(known: Program, program: Program, cause: Cause, changes: Changes, waitMs?: number): Promise<void> {
    const { added, dropped, kept } = instanceDifference(known.spec, program.spec);
    this.#fleet.replaceProgram(program);
    await Promise.all(dropped.map((name) => this.#dropInstance(name, cause, waitMs)));
    changes.removed.push(...dropped);
    const restarting: Supervisor[] = [];
    for (const instance of kept) {
      const supervisor = this.#fleet.supervisor(instance.name)!;
      const restarts = this.#needsRestart(instance.name, spawnDigest(instance));
      await supervisor.reconfigure(instance, program.origin);
      (restarts ? changes.restarted : changes.updated).push(instance.name);
      if (restarts) restarting.push(supervisor);
    }
    const fresh = added.map((instance) => this.#fleet.addInstance(instance, program.origin));
    changes.added.push(...fresh.map((supervisor) => supervisor.name));
    await settleAll([...restarting, ...fresh], (supervisor) =>
      settle(
        supervisor,
        restarting.includes(supervisor) ? supervisor.restart(cause, waitMs) : supervisor.start(cause),
        undefined,
        this.#ports.clock,
      ),
    );
  }

  async #drop(base: string, cause: Cause, waitMs?: number): Promise<void> {
    await Promise.all(this.#fleet.instancesOf(base).map((supervisor) => this.#dropInstance(supervisor.name, cause, waitMs)));
    this.#fleet.dropProgram(base);
  }

  async #dropInstance(name: string, cause: Cause, waitMs?: number): Promise<void> {
    const supervisor = this.#fleet.supervisor(name);
    if (!supervisor) return;
    await supervisor.stop(cause, waitMs);
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
