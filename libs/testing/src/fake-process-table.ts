import { type ProcessEntry, type ProcessIdentity, type ProcessInspector, RUN_ID_VARIABLE } from '#core';

interface FakeEntry extends ProcessEntry {
  readonly runId: string | null;
  /** Whose it is in truth, whatever can be seen of it. */
  readonly owner: string | null;
}

const INIT = 1;
/** So few that PIDs come round. */
const PIDS = 40;

/** A process table of generated families: who forks, leaves, forgets and ends, with orphans that fall to init. */
export class FakeProcessTable implements ProcessInspector {
  readonly bootId = 'fake-boot';
  readonly #entries = new Map<number, FakeEntry>();
  #lastPid = INIT;
  #ticks = 0;

  /** A leader of a session with a run id of its own; a child of init, as that of an adopted run is. */
  lead(runId: string): number {
    const pid = this.#freePid();
    this.#put({ pid, parentPid: INIT, processGroup: pid, session: pid, startTicks: this.#ticks, runId, owner: runId });
    return pid;
  }

  /** A child in the group and session of its parent. @returns its PID */
  fork(parent: number): number {
    const pid = this.#freePid();
    this.#put({ ...this.#entries.get(parent)!, pid, parentPid: parent, startTicks: this.#ticks });
    return pid;
  }

  /** setsid(2): a leader of a group cannot. */
  leaveSession(pid: number): void {
    const entry = this.#entries.get(pid)!;
    if (entry.processGroup !== pid) this.#put({ ...entry, processGroup: pid, session: pid });
  }

  /** As setpgid(2) does. */
  leaveGroup(pid: number): void {
    const entry = this.#entries.get(pid)!;
    if (entry.session !== pid) this.#put({ ...entry, processGroup: pid });
  }

  /** As a program does that starts another with an environment of its own. */
  clearEnvironment(pid: number): void {
    this.#put({ ...this.#entries.get(pid)!, runId: null });
  }

  /** What a supervised manager does with what it starts. */
  beginRun(pid: number, runId: string): void {
    this.#put({ ...this.#entries.get(pid)!, runId, owner: runId });
  }

  /** Ends it; its children go to the next reaper. */
  exit(pid: number): void {
    this.#entries.delete(pid);
    for (const entry of this.#entries.values()) if (entry.parentPid === pid) this.#put({ ...entry, parentPid: INIT });
  }

  /** Live processes of a run in truth. */
  ownedBy(runId: string): readonly ProcessEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.owner === runId);
  }

  identify(pid: number): ProcessIdentity | null {
    const entry = this.#entries.get(pid);
    return entry ? { pid, startUnix: 1, startTicks: entry.startTicks, bootId: this.bootId } : null;
  }

  ageMs(): number | null {
    return null;
  }

  isAlive({ pid, startTicks }: ProcessIdentity): boolean {
    return this.#entries.get(pid)?.startTicks === startTicks;
  }

  groupMembers(processGroup: number): readonly number[] {
    return [...this.#entries.values()].filter((entry) => entry.processGroup === processGroup).map(({ pid }) => pid);
  }

  entries(): readonly ProcessEntry[] {
    return [...this.#entries.values()];
  }

  entryOf(pid: number): ProcessEntry | null {
    return this.#entries.get(pid) ?? null;
  }

  childrenOf(parent: number): readonly number[] {
    return [...this.#entries.values()].filter((entry) => entry.parentPid === parent).map(({ pid }) => pid);
  }

  reapers(): readonly number[] {
    return [INIT];
  }

  environmentOf(pid: number): ReadonlyMap<string, string> | null {
    const entry = this.#entries.get(pid);
    return entry ? new Map(entry.runId === null ? [] : [[RUN_ID_VARIABLE, entry.runId]]) : null;
  }

  descriptorTarget(): string | null {
    return null;
  }

  #put(entry: FakeEntry): void {
    this.#entries.set(entry.pid, entry);
  }

  /** The kernel gives out no PID that is in use as a group or session either (pid_namespaces(7)). */
  #freePid(): number {
    this.#ticks++;
    const isTaken = (pid: number): boolean =>
      [...this.#entries.values()].some((entry) => [entry.pid, entry.processGroup, entry.session].includes(pid));
    do this.#lastPid = this.#lastPid >= PIDS ? INIT + 1 : this.#lastPid + 1;
    while (isTaken(this.#lastPid));
    return this.#lastPid;
  }
}
