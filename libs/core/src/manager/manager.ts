import type { CgroupState } from '../cgroup/cgroup-control.js';
import { pause } from '../clock.js';
import { ProvisrError } from '../errors.js';
import type { Actor, EventBus, Order } from '../events.js';
import type { LogStream } from '../logs/log-sink.js';
import type { HandedProcess, HandOver } from '../process/handed-process.js';
import type { ProcessStatus } from '../process/status.js';
import type { Supervisor } from '../process/supervisor.js';
import { endOrphans, takeOverFleet } from '../recovery/boot.js';
import { Turns } from '../spawn/turns.js';
import { Fleet, notFound } from './fleet.js';
import { type Change, FleetChanges, type Start } from './fleet-changes.js';
import type { ManagerPorts } from './manager-ports.js';
import { type Operation, settle, settleAll } from './outcomes.js';
import { orderOf } from './order.js';
import type { ChangeReport, Outcome, ProcessManager, Program, ReloadOptions, UpdateOptions, WaitOptions } from './process-manager.js';
import type { Selector } from './selector.js';
import { priorityTiers } from './start-order.js';

/** How long a change to the set of programs may take to end before everything stands still, ms; the next image reads the configuration anyway. */
const LAST_CHANGE_MS = 2_000;

/** How long processes may take to stand still, ms. */
const LONGEST_STANDSTILL_MS = 5_000;

/** {@link ProcessManager} over supervisors in this process. */
export class Manager implements ProcessManager {
  readonly events: EventBus;
  readonly #ports: ManagerPorts;
  readonly #fleet: Fleet;
  readonly #changes: FleetChanges;
  /** Changes to the set of programs happen one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Nothing is operated before it is known what an earlier manager left running: a start would make a second copy. */
  #takenOver: Promise<unknown> = Promise.resolve();
  readonly #turns = new Turns();
  /** Whose start waits for its turn; whoever is given another order meanwhile is not among them any more. */
  readonly #due = new Set<Supervisor>();
  #shutdown: Promise<void> | null = null;
  #shutdownBy: Actor | null = null;
  #standstill: ProvisrError | null = null;

  constructor(ports: ManagerPorts) {
    this.events = ports.bus;
    this.#ports = ports;
    this.#fleet = new Fleet(ports);
    this.#changes = new FleetChanges(this.#fleet);
  }

  get cgroups(): CgroupState {
    return this.#ports.trees.cgroups;
  }

  /** @param handOver from an earlier image of this manager in the same PID */
  async boot(programs: readonly Program[], handOver: HandOver | null = null): Promise<ChangeReport> {
    const taken = takeOverFleet(this.#fleet, programs, this.#ports, handOver);
    this.#takenOver = taken;
    // Definitions wait until orphans are gone: one of them may have left files of the same name.
    const ended = this.#change(async () => endOrphans(this.#fleet, (await taken).orphans, this.#ports));
    const { report, starts } = await taken;
    const [, removed] = await Promise.all([this.#begin(starts, { cause: 'boot', by: null }), ended]);
    return { ...report, removed };
  }

  /** Resolves when it is known what an earlier manager left running, which is before everything is started. Rejects as `boot` does. */
  async takenOver(): Promise<void> {
    await this.#takenOver;
  }

  async reload(programs: readonly Program[], options: ReloadOptions = {}): Promise<ChangeReport> {
    await this.#takenOver;
    if (options.dryRun) return this.#changes.preview(programs);
    const order = orderOf({ ...options, cause: 'reload' });
    return this.#carryOut(() => this.#changes.reconcile(programs, order), order);
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
    return this.#operate(selector, (supervisor) =>
      settle(supervisor, supervisor.start(orderOf(options)), options.waitMs, this.#ports.clock),
    );
  }

  stop(selector: Selector, options: WaitOptions = {}): Promise<readonly Outcome[]> {
    return this.#operate(selector, (supervisor) => this.#settled(supervisor, supervisor.stop(orderOf(options), options.waitMs)));
  }

  restart(selector: Selector, options: WaitOptions = {}): Promise<readonly Outcome[]> {
    return this.#operate(selector, (supervisor) => this.#settled(supervisor, supervisor.restart(orderOf(options), options.waitMs)));
  }

  async launch(program: Program, options: WaitOptions = {}): Promise<readonly Outcome[]> {
    await this.#change(() => this.#changes.define(program, orderOf(options)));
    return this.start({ kind: 'name', name: program.spec.name }, options);
  }

  update(program: Program, options: UpdateOptions = {}): Promise<ChangeReport> {
    if (options.dryRun === true) return this.#change(() => Promise.resolve(this.#changes.previewOf(program)));
    const [order, stopWaitMs] = [orderOf(options), options.waitMs];
    return this.#carryOut(() => this.#changes.put(program, { ...order, stopWaitMs }), order, stopWaitMs);
  }

  async remove(base: string, options: WaitOptions = {}): Promise<void> {
    await this.#change(() => this.#changes.drop(base, { ...orderOf(options), stopWaitMs: options.waitMs }));
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

  /**
   * Stands still for another image of this manager in the same PID: nothing is started, stopped or changed any more, and nothing is read.
   * What is under way goes on there, which is what everybody is told who waits for it.
   */
  async standStill(): Promise<void> {
    await this.#takenOver;
    this.#refuseWhileShuttingDown();
    this.#standstill = new ProvisrError(
      'PROVISR_UPGRADING',
      'the daemon is being upgraded: what is under way goes on under the new version',
    );
    const reason = this.#standstill;
    await Promise.race([this.#queue, pause(this.#ports.clock, LAST_CHANGE_MS)]);
    // A log sink of somebody else's may take as long as it likes.
    const still = Promise.all(this.#fleet.supervisors.map((supervisor) => supervisor.standStill(reason)));
    await Promise.race([still, pause(this.#ports.clock, LONGEST_STANDSTILL_MS)]);
  }

  /** Ends that came since, and will be acted upon there. */
  unheardExits(): number {
    return this.handedOver().filter(({ exit }) => exit !== null).length;
  }

  /** Where every process stands, for that image. To be called once they stand still, with nothing in between. */
  handedOver(): readonly HandedProcess[] {
    return this.#fleet.supervisors.flatMap((supervisor) => supervisor.handedOver() ?? []);
  }

  shutdown(by: Actor | null = null): Promise<void> {
    this.#shutdownBy ??= by;
    this.#shutdown ??= this.#stopEverything();
    return this.#shutdown;
  }

  async #stopEverything(): Promise<void> {
    // A process that is being taken over cannot be stopped yet, and a second copy of it must not be left behind.
    await this.#takenOver.catch(() => undefined); // the boot has reported it
    await this.#stopInOrder();
    // A change that was under way ends now that its processes do; what it started meanwhile goes in a second round.
    await this.#queue;
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
      await supervisor.stop({ cause: 'shutdown', by: this.#shutdownBy });
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
    if (this.#standstill) throw this.#standstill;
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(() => {
      this.#refuseWhileShuttingDown();
      return work();
    });
    this.#queue = done.catch(() => undefined); // the caller learns of the failure from the promise it gets
    return done;
  }

  async #carryOut(work: () => Promise<Change>, order: Order, stopWaitMs?: number): Promise<ChangeReport> {
    const { report, starts } = await this.#change(work);
    await this.#begin(starts, order, stopWaitMs);
    return report;
  }

  /** Brings processes up in order of priority: a tier waits until the one before counts as started, or has failed. */
  async #begin(starts: readonly Start[], order: Order, stopWaitMs?: number): Promise<void> {
    for (const tier of priorityTiers(starts, ({ supervisor }) => supervisor.spec.priority)) {
      if (this.#shutdown || this.#standstill) return;
      for (const { supervisor } of tier) this.#due.add(supervisor);
      await Promise.all(tier.map((start) => this.#beginInTurn(start, order, stopWaitMs)));
    }
  }

  /** One a turn of the event loop: each writes its record, and a thousand of them would keep everybody else waiting. */
  async #beginInTurn({ supervisor, restarts }: Start, order: Order, stopWaitMs?: number): Promise<void> {
    await this.#turns.next();
    if (!this.#due.delete(supervisor) || this.#shutdown || this.#standstill) return;
    await this.#settled(supervisor, restarts ? supervisor.restart(order, stopWaitMs) : supervisor.start(order));
  }

  #settled(supervisor: Supervisor, effect: Promise<void>): Promise<Outcome> {
    return settle(supervisor, effect, undefined, this.#ports.clock);
  }

  async #operate(selector: Selector, operation: Operation): Promise<readonly Outcome[]> {
    await this.#takenOver;
    this.#refuseWhileShuttingDown();
    const selected = this.#fleet.select(selector);
    for (const supervisor of selected) this.#due.delete(supervisor);
    return settleAll(selected, operation);
  }
}
