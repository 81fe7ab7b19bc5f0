import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { uptime } from 'node:os';
import { BootTime } from './boot-time.js';
import type { ProcessEntry, ProcessIdentity, ProcessInspector } from './process-inspector.js';
import { readChildren } from './proc-children.js';
import { isLive, type ProcStat, readProcStat } from './proc-stat.js';

/** USER_HZ, the unit of start times in /proc, is 100 on every architecture Node runs on (proc_pid_stat(5), time(7)). */
const TICKS_PER_SECOND = 100;

/** `start_unix` of older files is whole seconds of a wall clock that may have been stepped since. */
const START_TOLERANCE_S = 1;

function currentBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null; // masked in some containers: identity then rests on pid and start ticks
  }
}

/** Whether `kill(2)` finds anybody, zombies included, in the group. */
function groupExists(processGroup: number): boolean {
  try {
    process.kill(-processGroup, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function liveStats(): ProcStat[] {
  const stats: ProcStat[] = [];
  for (const name of readdirSync('/proc')) {
    if (name.charCodeAt(0) > 57 || name.charCodeAt(0) < 48) continue;
    const stat = readProcStat(Number(name));
    if (stat && isLive(stat)) stats.push(stat);
  }
  return stats;
}

/** Two walks through all processes, one after the other, and when they began. */
interface Walk {
  readonly stats: readonly ProcStat[];
  /** Clock ticks since the boot, as start times are. */
  readonly beganTicks: number;
  readonly untilMs: number;
}

/** How long a walk serves those who ask whether a group has anybody left, ms: of a thousand runs that end, many end between two walks. */
const WALK_SERVES_MS = 100;

/** Start times are whole ticks, and the time since the boot is rounded too. */
const SURELY_BEFORE_TICKS = 3;

function membersOf(processGroup: number, leaderTicks: number | null, all: readonly ProcStat[]): number[] {
  const stats = all.filter((stat) => stat.processGroup === processGroup);
  const leader = stats.find((stat) => stat.pid === processGroup);
  const recycled = leader !== undefined && leaderTicks !== null && leader.startTicks !== leaderTicks;
  return recycled ? [] : [...new Set(stats.map((stat) => stat.pid))];
}

/** {@link ProcessInspector} on Linux's /proc. */
export class LinuxInspector implements ProcessInspector {
  readonly bootId = currentBootId();
  #walk: Walk | null = null;
  readonly #bootTime = new BootTime();

  identify(pid: number): ProcessIdentity | null {
    const stat = readProcStat(pid);
    if (!stat || !isLive(stat)) return null;
    return {
      pid,
      startUnix: this.#bootTime.unix + Math.floor(stat.startTicks / TICKS_PER_SECOND),
      startTicks: stat.startTicks,
      bootId: this.bootId,
    };
  }

  isAlive(identity: ProcessIdentity): boolean {
    const now = this.identify(identity.pid);
    if (!now) return false;
    if (identity.bootId !== null && now.bootId !== null && identity.bootId !== now.bootId) return false;
    if (identity.startTicks !== null) return identity.startTicks === now.startTicks;
    return Math.abs(identity.startUnix - now.startUnix) <= START_TOLERANCE_S;
  }

  ageMs({ startTicks }: ProcessIdentity): number | null {
    if (startTicks === null) return null;
    // Both count from the boot. Some containers are shown an uptime of their own (lxcfs): a start after now tells.
    const ageMs = uptime() * 1_000 - (startTicks * 1_000) / TICKS_PER_SECOND;
    return ageMs >= 0 ? ageMs : null;
  }

  groupMembers(processGroup: number, leaderTicks: number | null): readonly number[] {
    if (!groupExists(processGroup)) return [];
    if (this.#wasEmpty(processGroup, leaderTicks)) return [];
    const beganTicks = uptime() * TICKS_PER_SECOND;
    const first = liveStats();
    const members = membersOf(processGroup, leaderTicks, first);
    if (members.length > 0 || !groupExists(processGroup)) return members;
    // A member that forks and exits while /proc is walked can hide from one walk.
    const stats = [...first, ...liveStats()];
    this.#walk = { stats, beganTicks, untilMs: performance.now() + WALK_SERVES_MS };
    return membersOf(processGroup, leaderTicks, stats);
  }

  /**
   * Whether a walk not long ago, begun after the leader, has found nobody in the group: then all that is left of it are zombies that nobody has
   * waited for, and these have no more children.
   */
  #wasEmpty(processGroup: number, leaderTicks: number | null): boolean {
    const last = this.#walk;
    if (last === null || leaderTicks === null || performance.now() >= last.untilMs) return false;
    return leaderTicks + SURELY_BEFORE_TICKS < last.beganTicks && last.stats.every((stat) => stat.processGroup !== processGroup);
  }

  entries(): readonly ProcessEntry[] {
    return liveStats();
  }

  entryOf(pid: number): ProcessEntry | null {
    const stat = readProcStat(pid);
    return stat && isLive(stat) ? stat : null;
  }

  childrenOf(pid: number): readonly number[] {
    return readChildren(pid);
  }

  reapers(): readonly number[] {
    const chain = [process.pid];
    for (let stat = readProcStat(process.pid); stat !== null && stat.parentPid > 0; stat = readProcStat(stat.parentPid))
      chain.push(stat.parentPid);
    return chain;
  }

  environmentOf(pid: number): ReadonlyMap<string, string> | null {
    try {
      const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      return new Map(
        pairs.filter((pair) => pair.includes('=')).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      );
    } catch {
      return null; // gone, or another user's
    }
  }

  descriptorTarget(pid: number, fd: number): string | null {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return null; // gone, closed, or another user's
    }
  }
}
