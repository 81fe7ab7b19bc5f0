import type { Clock, ProcessManager, ProcessStatus } from '#core';
import { type ProcessLoad, readProcessTable, type ReadProcessTable } from './process-table.js';
import { TimeSlices } from './time-slices.js';

/** What a supervised process and everything it has started use. A value the kernel does not tell is `null`. */
export interface GroupUsage {
  /** 100 is one processor. */
  readonly cpuPercent: number | null;
  /** Never decreases during a run. */
  readonly cpuSeconds: number | null;
  readonly residentBytes: number | null;
  readonly threads: number | null;
  /** Their PIDs. */
  readonly members: readonly number[];
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
  /** @default /proc */
  readonly read?: ReadProcessTable;
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
    const slices = new TimeSlices();
    const members = membersOf(statuses, await (this.sources.read ?? readProcessTable)(slices));
    const samples = new Map<string, Sample>();
    for (const status of statuses) {
      if (status.pid !== null) samples.set(status.name, this.#take(status, status.pid, members.get(status.pid) ?? []));
    }
    // What is gone is forgotten with the old map.
    this.#samples = samples;
    this.#sweptAtMs = this.clock.monotonicMs();
  }

  #take(status: ProcessStatus, pid: number, members: readonly ProcessLoad[]): Sample {
    const known = this.#samples.get(status.name);
    const before = known !== undefined && isSameRun(known.mark, status) ? known : null;
    const cpuSeconds = atLeast(before?.usage.cpuSeconds ?? null, sumOf(members, 'cpuSeconds'));
    const mark = { pid, startedAt: status.startedAt, atMs: this.clock.monotonicMs(), cpuSeconds };
    const usage = {
      cpuSeconds,
      residentBytes: sumOf(members, 'residentBytes'),
      threads: sumOf(members, 'threads'),
      members: members.map((member) => member.pid),
    };
    if (before === null) return { mark, usage: { ...usage, cpuPercent: shareOf(cpuSeconds, status.uptimeMs) } };
    const passedMs = mark.atMs - before.mark.atMs;
    if (passedMs < SHORTEST_INTERVAL_MS) return { ...before, usage: { ...usage, cpuPercent: before.usage.cpuPercent } };
    return { mark, usage: { ...usage, cpuPercent: shareOf(differenceOf(before.mark.cpuSeconds, cpuSeconds), passedMs) } };
  }
}

function isSameRun(mark: Mark | undefined, { pid, startedAt }: ProcessStatus): boolean {
  return mark?.pid === pid && mark.startedAt === startedAt;
}

/** The live members of each group or session that a process leads, itself included, by its PID. */
function membersOf(statuses: readonly ProcessStatus[], table: readonly ProcessLoad[]): ReadonlyMap<number, ProcessLoad[]> {
  const members = new Map(statuses.flatMap(({ pid }) => (pid === null ? [] : [[pid, [] as ProcessLoad[]] as const])));
  for (const load of table) {
    for (const leader of new Set([load.pid, load.processGroup, load.session])) members.get(leader)?.push(load);
  }
  return members;
}

/** `null` when there is nobody to ask. */
function sumOf(members: readonly ProcessLoad[], key: 'cpuSeconds' | 'residentBytes' | 'threads'): number | null {
  return members.length === 0 ? null : members.reduce((sum, member) => sum + member[key], 0);
}

/** A member that ended without being waited for takes its time along: what was once used stays used. */
function atLeast(before: number | null, now: number | null): number | null {
  return before === null || now === null ? now : Math.max(before, now);
}

function differenceOf(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

function shareOf(cpuSeconds: number | null, overMs: number | null): number | null {
  return cpuSeconds === null || overMs === null || overMs <= 0 ? null : (cpuSeconds * 100_000) / overMs;
}
