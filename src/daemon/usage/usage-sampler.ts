import type { Clock, ProcessInspector, ProcessManager, ProcessStatus } from '#core';
import { type ProcessLoad, readLoad } from './process-usage.js';

/** What a supervised process and everything it has started use. A value the kernel does not tell is `null`. */
export interface GroupUsage extends ProcessLoad {
  /** 100 is one processor. */
  readonly cpuPercent: number | null;
}

/** Shorter than this, clock ticks of 10 ms say nothing about a share of time; it also bounds what reading /proc may cost. */
const SHORTEST_INTERVAL_MS = 500;

/** A reading of the processor time of one run, to compare a later one with. */
interface Mark {
  readonly pid: number;
  readonly startedAt: number | null;
  readonly atMs: number;
  readonly cpuSeconds: number | null;
}

interface Sample {
  readonly mark: Mark;
  readonly usage: GroupUsage;
}

/** Where it looks. */
export interface UsageSources {
  readonly manager: Pick<ProcessManager, 'statuses'>;
  readonly inspector: Pick<ProcessInspector, 'entries'>;
  /** Reads one process. @default from /proc */
  readonly read?: (pid: number) => Promise<ProcessLoad>;
}

/**
 * What processes use, read when somebody asks and then for all of them in one go through /proc. The share of a processor is that since the
 * reading before, whoever asked for it and at least half a second ago; over its whole run for a process that nobody has asked about yet, as
 * ps(1) shows it.
 */
export class UsageSampler {
  #samples: ReadonlyMap<string, Sample> = new Map();
  #sweptAtMs = Number.NEGATIVE_INFINITY;
  #sweep: Promise<void> | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly sources: UsageSources,
  ) {}

  /** What each of them uses; `null` for those that do not run, or began while /proc was read. */
  async usages(statuses: readonly ProcessStatus[]): Promise<readonly (GroupUsage | null)[]> {
    if (!this.#isFresh(statuses)) {
      // Who asks while another one is served gets the same.
      this.#sweep ??= this.#takeAll().finally(() => (this.#sweep = null));
      await this.#sweep;
    }
    return statuses.map((status) => {
      const sample = this.#samples.get(status.name);
      return sample !== undefined && isSameRun(sample.mark, status) ? sample.usage : null;
    });
  }

  /** What has been started since makes a reading old at once. */
  #isFresh(statuses: readonly ProcessStatus[]): boolean {
    if (this.clock.monotonicMs() - this.#sweptAtMs >= SHORTEST_INTERVAL_MS) return false;
    return statuses.every((status) => status.pid === null || isSameRun(this.#samples.get(status.name)?.mark, status));
  }

  async #takeAll(): Promise<void> {
    const statuses = this.sources.manager.statuses({ kind: 'all' });
    const members = membersOf(statuses, this.sources.inspector);
    const taken = statuses.flatMap((status) =>
      status.pid === null ? [] : [this.#take(status, status.pid, members.get(status.pid) ?? [])],
    );
    // What is gone is forgotten with the old map.
    this.#samples = new Map(await Promise.all(taken));
    this.#sweptAtMs = this.clock.monotonicMs();
  }

  async #take(status: ProcessStatus, pid: number, members: readonly number[]): Promise<readonly [string, Sample]> {
    const loads = await Promise.all(members.map((member) => (this.sources.read ?? readLoad)(member)));
    const cpuSeconds = sumOf(loads.map((load) => load.cpuSeconds));
    const mark = { pid, startedAt: status.startedAt, atMs: this.clock.monotonicMs(), cpuSeconds };
    const usage = { cpuSeconds, residentBytes: sumOf(loads.map((load) => load.residentBytes)) };
    const before = this.#samples.get(status.name);
    if (before === undefined || !isSameRun(before.mark, status))
      return [status.name, { mark, usage: { ...usage, cpuPercent: shareOf(cpuSeconds, status.uptimeMs) } }];
    const passedMs = mark.atMs - before.mark.atMs;
    if (passedMs < SHORTEST_INTERVAL_MS) return [status.name, { ...before, usage: { ...before.usage, ...usage } }];
    return [status.name, { mark, usage: { ...usage, cpuPercent: shareOf(differenceOf(before.mark.cpuSeconds, cpuSeconds), passedMs) } }];
  }
}

function isSameRun(mark: Mark | undefined, { pid, startedAt }: ProcessStatus): boolean {
  return mark?.pid === pid && mark.startedAt === startedAt;
}

/** The live members of each group or session that a process leads, itself included, by its PID. */
function membersOf(statuses: readonly ProcessStatus[], inspector: Pick<ProcessInspector, 'entries'>): ReadonlyMap<number, number[]> {
  const members = new Map(statuses.flatMap(({ pid }) => (pid === null ? [] : [[pid, [] as number[]] as const])));
  for (const { pid, processGroup, session } of inspector.entries()) {
    for (const leader of new Set([pid, processGroup, session])) members.get(leader)?.push(pid);
  }
  return members;
}

/** Of what is known; `null` when nothing is. */
function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** A member that ended without being waited for takes its time along: less than before is nothing. */
function differenceOf(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : Math.max(0, after - before);
}

function shareOf(cpuSeconds: number | null, overMs: number | null): number | null {
  return cpuSeconds === null || overMs === null || overMs <= 0 ? null : (cpuSeconds * 100_000) / overMs;
}
