import type { Clock } from '../clock.js';
import type { ProcessInspector } from '../inspect/process-inspector.js';
import { RUN_ID_VARIABLE } from '../records/run-record.js';

/**
 * How long it is believed what a process was found to be, ms. A PID would have to come round within it to mislead; who is
 * found to be ours is looked at again before it is signalled.
 */
const BELIEVED_MS = 1_000;

/** Without a turn of the event loop in between, a list of orphans serves this long, ms. */
const IN_ONE_GO_MS = 20;

/** Whose a process is. */
interface Belonging {
  readonly runId: string | null;
  readonly session: number;
}

/**
 * Finds what a run has left behind: processes whose parents have ended. They are children of this manager, or of a process above it, now:
 * the nearest subreaper (prctl(2)) or init. Which run they are of tells the run id in their environment or, where they have
 * overwritten that, their session.
 */
export class OrphanFinder {
  readonly #inspector: ProcessInspector;
  readonly #clock: Clock;
  #reapers: readonly number[] | null;
  readonly #believed = new Map<number, Belonging | null>();
  readonly #leaders = new Set<number>();
  #believedUntilMs = 0;
  #list: { readonly pids: readonly number[]; readonly untilMs: number } | null = null;

  /** @param reapers whom orphans can have come to; by default everybody who may get them */
  constructor(inspector: ProcessInspector, clock: Clock, reapers: readonly number[] | null = null) {
    this.#inspector = inspector;
    this.#reapers = reapers;
    this.#clock = clock;
  }

  /** Leaders of runs are children of this manager and no orphans: until told otherwise nobody looks at them. */
  leads(pid: number): void {
    if (pid > 0) this.#leaders.add(pid);
  }

  /** The run of this leader is over. */
  led(pid: number): void {
    this.#leaders.delete(pid);
  }

  /** Orphans of a run. `session`: that of its leader; 0 = not known. */
  of(runId: string, session: number): readonly number[] {
    return this.#listed().filter((pid) => this.#belongs(pid, runId, session));
  }

  /** Listed once for all who ask in one go: of many runs that end at once, each had ended before the first is seen to. */
  #listed(): readonly number[] {
    const nowMs = this.#clock.monotonicMs();
    if (this.#list && nowMs < this.#list.untilMs) return this.#list.pids;
    // Asked once: as those above this process end, it only loses some of them.
    const reapers = (this.#reapers ??= this.#inspector.reapers());
    const children = new Set(reapers.flatMap((reaper) => this.#inspector.childrenOf(reaper)));
    const pids = [...children].filter((pid) => !this.#leaders.has(pid) && !reapers.includes(pid));
    this.#list = { pids, untilMs: nowMs + IN_ONE_GO_MS };
    queueMicrotask(() => (this.#list = null));
    return pids;
  }

  /** Whether a process carries the id of another run, and so belongs to that, whoever its parent is. */
  isOfAnotherRun(pid: number, runId: string): boolean {
    const own = this.#belongingOf(pid)?.runId ?? null;
    return own !== null && own !== runId;
  }

  #belongs(pid: number, runId: string, session: number): boolean {
    const belonging = this.#belongingOf(pid);
    if (belonging === null) return false;
    return belonging.runId === null ? session > 0 && belonging.session === session : belonging.runId === runId;
  }

  #belongingOf(pid: number): Belonging | null {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#believedUntilMs) {
      this.#believed.clear();
      this.#believedUntilMs = nowMs + BELIEVED_MS;
    }
    const known = this.#believed.get(pid);
    if (known !== undefined) return known;
    const found = this.#look(pid);
    this.#believed.set(pid, found);
    return found;
  }

  #look(pid: number): Belonging | null {
    const entry = this.#inspector.entryOf(pid);
    if (entry === null) return null;
    return { runId: this.#inspector.environmentOf(pid)?.get(RUN_ID_VARIABLE) ?? null, session: entry.session };
  }
}
