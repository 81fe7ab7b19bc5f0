import { ProvisrError } from '../errors.js';
import type { Order } from '../events.js';
import { instancesOf } from '../process/instances.js';
import type { InstanceSpec } from '../process/spec.js';
import { Supervisor } from '../process/supervisor.js';
import type { SupervisorPorts } from '../process/supervisor-ports.js';
import type { Origin, Program } from './process-manager.js';
import { baseMatcher, naturalOrder, type Selector, wildcardMatcher } from './selector.js';

/** All programs and the supervisors of their instances, findable by name. */
export class Fleet {
  readonly #ports: SupervisorPorts;
  readonly #programs = new Map<string, Program>();
  readonly #supervisors = new Map<string, Supervisor>();

  constructor(ports: SupervisorPorts) {
    this.#ports = ports;
  }

  get programs(): ReadonlyMap<string, Program> {
    return this.#programs;
  }

  get supervisors(): readonly Supervisor[] {
    return [...this.#supervisors.values()];
  }

  /** Makes the supervisors of a program, at rest. @throws ProvisrError PROVISR_PROCESS_CONFLICT when a name is taken */
  add(program: Program): readonly Supervisor[] {
    const instances = instancesOf(program.spec);
    const taken = instances.find((instance) => this.#supervisors.has(instance.name));
    if (taken)
      throw new ProvisrError(
        'PROVISR_PROCESS_CONFLICT',
        `the name ${taken.name} is taken by an instance of ${this.#supervisors.get(taken.name)!.base}`,
      );
    this.#programs.set(program.spec.name, program);
    return instances.map((instance) => this.addInstance(instance, program.origin));
  }

  addInstance(spec: InstanceSpec, origin: Origin): Supervisor {
    const supervisor = new Supervisor(spec, origin, this.#ports);
    this.#supervisors.set(spec.name, supervisor);
    this.#publish('process.added', supervisor);
    return supervisor;
  }

  /** A supervisor that is in nobody's list: for what an earlier manager left and nobody wants any more. */
  outsider(spec: InstanceSpec): Supervisor {
    return new Supervisor(spec, 'config', this.#ports);
  }

  replaceProgram(program: Program): void {
    this.#programs.set(program.spec.name, program);
  }

  dropInstance(supervisor: Supervisor): void {
    this.#supervisors.delete(supervisor.name);
    this.#publish('process.removed', supervisor);
  }

  dropProgram(base: string): void {
    this.#programs.delete(base);
  }

  supervisor(name: string): Supervisor | undefined {
    return this.#supervisors.get(name);
  }

  instancesOf(base: string): readonly Supervisor[] {
    return this.supervisors.filter((supervisor) => supervisor.base === base);
  }

  /** By base name or by the name of an instance. */
  programOf(name: string): Program | undefined {
    return this.#programs.get(name) ?? this.#programs.get(this.#supervisors.get(name)?.base ?? '');
  }

  /**
   * The selected supervisors, by name, instance numbers in natural order.
   * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND for an unknown name
   */
  select(selector: Selector): readonly Supervisor[] {
    const found = this.#match(selector);
    return [...found].sort((left, right) => naturalOrder(left.name, right.name));
  }

  #match(selector: Selector): readonly Supervisor[] {
    if (selector.kind === 'name') return this.#named(selector.name);
    if (selector.kind === 'base') return this.#filter(baseMatcher(selector.base));
    return selector.kind === 'all' ? this.supervisors : this.#filter(wildcardMatcher(selector.pattern));
  }

  #filter(matches: (name: string) => boolean): readonly Supervisor[] {
    return this.supervisors.filter((supervisor) => matches(supervisor.name));
  }

  #named(name: string): readonly Supervisor[] {
    const exact = this.#supervisors.get(name);
    const found = exact ? [exact] : this.instancesOf(name);
    if (found.length === 0) throw notFound(name);
    return found;
  }

  /** Tells that a process has another definition now. */
  publishChange({ name, base }: Supervisor, change: Order & { readonly keys: readonly string[]; readonly restarts: boolean }): void {
    this.#ports.bus.publish({ type: 'process.changed', process: name, base, at: this.#ports.clock.epochMs(), ...change });
  }

  #publish(type: 'process.added' | 'process.removed', supervisor: Supervisor): void {
    this.#ports.bus.publish({ type, process: supervisor.name, base: supervisor.base, at: this.#ports.clock.epochMs() });
  }
}

export function notFound(name: string, hint?: string): ProvisrError {
  return new ProvisrError('PROVISR_PROCESS_NOT_FOUND', `no process named "${name}"`, { ...(hint ? { hint } : {}), details: { name } });
}
