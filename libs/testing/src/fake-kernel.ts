import type {
  Clock,
  Exit,
  ProcessEntry,
  ProcessIdentity,
  ProcessInspector,
  SignalSender,
  SpawnedProcess,
  Spawner,
  SpawnRequest,
} from '#core';

/** How a program of the fake kernel takes signals. */
export interface FakeBehaviour {
  /** Time from the stop signal to its end, ms; `null`: it ignores it. */
  readonly endsAfterMs: number | null;
  /** Children it leaves in its group when it ends, which end with SIGKILL only. */
  readonly leaves: number;
}

interface FakeProcess {
  readonly pid: number;
  readonly group: number;
  readonly startTicks: number;
  readonly behaviour: FakeBehaviour;
  readonly env: ReadonlyMap<string, string>;
  listener: ((exit: Exit) => void) | null;
  ending: boolean;
}

/** PIDs above any real one (PID_MAX_LIMIT is 2^22, proc_sys_kernel(5)), so that nothing real is ever meant. */
const FIRST_PID = 2 ** 22 + 1_000;

/** Processes, groups and signals in memory, driven by a clock. Records every signal, and what was wrong with it. */
export class FakeKernel implements ProcessInspector, Spawner, SignalSender {
  readonly kind = 'fake';
  readonly bootId = 'fake-boot';
  readonly problems: string[] = [];
  readonly signals: [number, NodeJS.Signals][] = [];
  readonly #processes = new Map<number, FakeProcess>();
  #nextPid = FIRST_PID;

  constructor(
    readonly clock: Clock,
    /** Asked for each program that is started. */
    readonly behave: () => FakeBehaviour | 'refuse',
  ) {}

  /** PIDs alive now. */
  get alive(): readonly number[] {
    return [...this.#processes.keys()];
  }

  spawn(request: SpawnRequest): Promise<SpawnedProcess> {
    const behaviour = this.behave();
    if (behaviour === 'refuse') return Promise.reject(new Error('EAGAIN'));
    const pid = this.#nextPid++;
    const process = this.#add(pid, pid, behaviour, new Map(Object.entries(request.env)));
    return Promise.resolve({
      pid,
      onExit: (listener) => {
        process.listener = listener;
      },
      release: () => undefined,
    });
  }

  send(target: number, signal: NodeJS.Signals): void {
    this.signals.push([target, signal]);
    const hit = [...this.#processes.values()].filter((process) => (target < 0 ? process.group === -target : process.pid === target));
    if (hit.length === 0) this.problems.push(`${signal} to ${target}, which is nobody`);
    for (const process of hit) this.#take(process, signal);
  }

  /** Ends a process by itself. */
  exit(pid: number, exit: Exit = { code: 1, signal: null, error: null }): void {
    const process = this.#processes.get(pid);
    if (!process) return;
    this.#processes.delete(pid);
    for (let n = 0; n < process.behaviour.leaves; n++)
      this.#add(this.#nextPid++, process.group, { endsAfterMs: null, leaves: 0 }, process.env);
    process.listener?.(exit);
  }

  identify(pid: number): ProcessIdentity | null {
    const process = this.#processes.get(pid);
    return process ? { pid, startUnix: 1, startTicks: process.startTicks, bootId: this.bootId } : null;
  }

  ageMs(): number | null {
    return null;
  }

  isAlive(identity: ProcessIdentity): boolean {
    return this.#processes.get(identity.pid)?.startTicks === identity.startTicks;
  }

  groupMembers(group: number): readonly number[] {
    return [...this.#processes.values()].filter((process) => process.group === group).map((process) => process.pid);
  }

  entries(): readonly ProcessEntry[] {
    return [...this.#processes.values()].map(({ pid, group, startTicks }) => ({
      pid,
      parentPid: 1,
      processGroup: group,
      session: group,
      startTicks,
    }));
  }

  entryOf(pid: number): ProcessEntry | null {
    return this.entries().find((entry) => entry.pid === pid) ?? null;
  }

  childrenOf(pid: number): readonly number[] {
    return this.entries().flatMap((entry) => (entry.parentPid === pid ? [entry.pid] : []));
  }

  reapers(): readonly number[] {
    return [1];
  }

  environmentOf(pid: number): ReadonlyMap<string, string> | null {
    return this.#processes.get(pid)?.env ?? null;
  }

  descriptorTarget(): string | null {
    return null;
  }

  #add(pid: number, group: number, behaviour: FakeBehaviour, env: ReadonlyMap<string, string>): FakeProcess {
    const process: FakeProcess = { pid, group, startTicks: pid, behaviour, env, listener: null, ending: false };
    this.#processes.set(pid, process);
    return process;
  }

  #take(process: FakeProcess, signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL') this.exit(process.pid, { code: null, signal, error: null });
    else if (signal === 'SIGTERM' && process.behaviour.endsAfterMs !== null && !process.ending) {
      process.ending = true;
      this.clock.arm(process.behaviour.endsAfterMs, () => this.exit(process.pid, { code: null, signal, error: null }));
    }
  }
}
