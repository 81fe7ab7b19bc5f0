import { Injectable } from '@nestjs/common';
import { isProvisrError, type Outcome, type ProcessManager, type ProcessStatus, ProvisrError, type WaitOptions } from '#core';
import { nearest } from '#contract';
import type { GroupConfig } from '../config/index.js';
import { ActiveConfig, InjectManager } from '../manager/index.js';

/** What became of one member. */
interface MemberResult {
  readonly member: string;
  readonly outcomes: readonly Outcome[];
  /** `null` when all of its instances did what was asked. */
  readonly error: Error | null;
}

/** Processes that are handled together. */
@Injectable()
export class GroupService {
  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly active: ActiveConfig,
  ) {}

  list(): readonly GroupConfig[] {
    return this.active.current.groups;
  }

  /** @throws ProvisrError PROVISR_GROUP_NOT_FOUND */
  get(name: string): GroupConfig {
    const group = this.list().find((candidate) => candidate.name === name);
    if (group !== undefined) return group;
    const meant = nearest(
      name,
      this.list().map((candidate) => candidate.name),
    );
    throw new ProvisrError(
      'PROVISR_GROUP_NOT_FOUND',
      `no group is named "${name}"`,
      meant === undefined ? {} : { hint: `did you mean "${meant}"?` },
    );
  }

  /** The instances of each member; a member whose file was skipped at a reload has none. */
  status(name: string): ReadonlyMap<string, readonly ProcessStatus[]> {
    const { members } = this.get(name);
    const all = this.manager.statuses({ kind: 'all' });
    return new Map(members.map((member) => [member, all.filter(({ base }) => base === member)]));
  }

  /** Lower priorities first. @throws ProvisrError PROVISR_GROUP_PARTIAL that lists each member */
  start(name: string, options: WaitOptions): Promise<readonly Outcome[]> {
    return this.#each(name, 'start', (member) => this.manager.start({ kind: 'name', name: member }, options));
  }

  /** Higher priorities first. @throws ProvisrError PROVISR_GROUP_PARTIAL that lists each member */
  stop(name: string, options: WaitOptions): Promise<readonly Outcome[]> {
    return this.#each(name, 'stop', (member) => this.manager.stop({ kind: 'name', name: member }, options));
  }

  /**
   * Lower priorities first. Each member is restarted by itself, not all of them stopped and then started: a daemon that dies in between leaves
   * none behind that somebody seems to have stopped.
   * @throws ProvisrError PROVISR_GROUP_PARTIAL that lists each member
   */
  restart(name: string, options: WaitOptions): Promise<readonly Outcome[]> {
    return this.#each(name, 'restart', (member) => this.manager.restart({ kind: 'name', name: member }, options));
  }

  async #each(
    name: string,
    verb: 'start' | 'stop' | 'restart',
    act: (member: string) => Promise<readonly Outcome[]>,
  ): Promise<readonly Outcome[]> {
    const results: MemberResult[] = [];
    const tiers = this.#tiers(this.get(name).members);
    for (const tier of verb === 'stop' ? tiers.reverse() : tiers) {
      results.push(...(await Promise.all(tier.map((member) => attempt(member, act)))));
    }
    const failed = results.filter(({ error }) => error !== null);
    if (failed.length === 0) return results.flatMap(({ outcomes }) => outcomes);
    const names = failed.map(({ member }) => member).join(', ');
    throw new ProvisrError(
      'PROVISR_GROUP_PARTIAL',
      `${failed.length} of ${results.length} members of "${name}" did not ${verb}: ${names}`,
      {
        details: { group: name, members: results.map(memberDetail) },
      },
    );
  }

  /** Members of equal priority together, lower priorities first. */
  #tiers(members: readonly string[]): string[][] {
    const priorities = new Map(this.manager.programs().map(({ spec }) => [spec.name, spec.priority]));
    const tiers = new Map<number, string[]>();
    for (const member of members) {
      const priority = priorities.get(member) ?? 0;
      tiers.set(priority, [...(tiers.get(priority) ?? []), member]);
    }
    return [...tiers].sort(([left], [right]) => left - right).map(([, tier]) => tier);
  }
}

async function attempt(member: string, act: (member: string) => Promise<readonly Outcome[]>): Promise<MemberResult> {
  try {
    const outcomes = await act(member);
    return { member, outcomes, error: outcomes.find(({ error }) => error !== null)?.error ?? null };
  } catch (error) {
    if (!isProvisrError(error)) throw error;
    return { member, outcomes: [], error };
  }
}

function memberDetail({ member, error }: MemberResult): Readonly<Record<string, unknown>> {
  if (error === null) return { name: member, ok: true };
  return { name: member, ok: false, error: error.message, ...(isProvisrError(error) ? { code: error.code } : {}) };
}
