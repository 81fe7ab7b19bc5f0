/** The part of the cgroup hierarchy that a daemon manages: found, made and, for limits, given controllers. */
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../errors.js';
import { isPopulated, limitCgroup, readCgroupFile, removeCgroup } from './cgroup.js';
import { directoryOf, parseCgroupMounts, parseOwnCgroup, treeDirectory } from './cgroup-place.js';
import { type CgroupSpec, wishesOf } from './cgroup-spec.js';
import { type Controller, enableControllers } from './controllers.js';

/** What of cgroups can be had. */
export interface CgroupState {
  /** Where cgroups of processes are made; `null` = they cannot be had. */
  readonly dir: string | null;
  /** Why not. */
  readonly reason: string | null;
  /** Controllers that the kernel has bound to version 2 and hands down to the daemon. */
  readonly controllers: readonly string[];
}

/** A cgroup of one run. */
export interface RunCgroup {
  readonly dir: string | null;
  /** What was asked for and could not be had. */
  readonly problems: readonly string[];
}

const RUN_PREFIX = 'p-';
const RUN_ID_LETTERS = 8;

/** The path of a process in the hierarchy of version 2 as a directory; `null` when there is none. */
function cgroupOf(pid: number | 'self'): { readonly dir: string; readonly readOnly: boolean } | null {
  const [mountinfo, cgroup] = ['/proc/self/mountinfo', `/proc/${pid}/cgroup`].map(readOrEmpty);
  const path = parseOwnCgroup(cgroup ?? '');
  if (path === null) return null;
  const places = parseCgroupMounts(mountinfo ?? '').map((mount) => ({ dir: directoryOf(path, mount), readOnly: mount.readOnly }));
  const place = places.find(({ dir }) => dir !== null);
  return place ? { dir: place.dir!, readOnly: place.readOnly } : null;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return '';
  }
}

/** Looks, and changes nothing. `treeName`: name of the directory that one daemon calls its own. */
export function findCgroups(treeName: string): CgroupState {
  const none = (reason: string): CgroupState => ({ dir: null, reason, controllers: [] });
  if (process.platform !== 'linux') return none('only Linux has them');
  const own = cgroupOf('self');
  if (own === null) return none('no cgroup v2 hierarchy is mounted');
  if (own.readOnly) return none('the cgroup v2 hierarchy is mounted read-only');
  const dir = treeDirectory(own.dir, treeName);
  const base = dirname(dir);
  try {
    accessSync(base, constants.W_OK);
  } catch {
    return none(`${base} is not writable: it has not been delegated to this user`);
  }
  const controllers = (readCgroupFile(base, 'cgroup.controllers') ?? '').trim().split(' ').filter(Boolean);
  return { dir, reason: null, controllers };
}

/** Makes, finds and removes the cgroups of runs. Nothing is made before one is asked for. */
export class CgroupControl {
  readonly #treeName: string;
  #state: CgroupState | null = null;

  /** @param stateDir tells the daemons of one machine apart, and is the same for one daemon after the other */
  constructor(stateDir: string) {
    this.#treeName = `provisr-${createHash('sha256').update(stateDir).digest('hex').slice(0, RUN_ID_LETTERS)}`;
  }

  get state(): CgroupState {
    if (this.#state === null) {
      this.#state = findCgroups(this.#treeName);
      if (this.#state.dir !== null) this.#tidy(this.#state.dir);
    }
    return this.#state;
  }

  /** Makes the cgroup of a run that is about to be spawned. What cannot be had is told and does not keep the run from starting. */
  make(name: string, runId: string, spec: CgroupSpec): RunCgroup {
    const { dir: tree, reason } = this.state;
    if (tree === null) return { dir: null, problems: [`${wishesOf(spec)} cannot be had: ${reason}`] };
    const dir = join(tree, runName(name, runId));
    try {
      const problem = this.#controllersFor(spec, tree);
      mkdirSync(dir, { recursive: true });
      if (problem !== null) return { dir, problems: [`${wishesOf(spec)} cannot be had: ${problem}`] };
      limitCgroup(dir, spec);
      return { dir, problems: [] };
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      removeCgroup(dir);
      return { dir: null, problems: [`${wishesOf(spec)} cannot be had: ${(error as Error).message}`] };
    }
  }

  /** The cgroup that an earlier manager made for a run; `null` when it made none. `leader`: 0 = not known. */
  find(name: string, runId: string, leader: number): string | null {
    const { dir: tree } = this.state;
    const own = leader > 0 ? cgroupOf(leader)?.dir : undefined;
    if (own !== undefined && basename(own) === runName(name, runId)) return own;
    const dir = tree === null ? null : join(tree, runName(name, runId));
    return dir !== null && isPopulated(dir) ? dir : null;
  }

  /** Removes a cgroup that nobody lives in, and the directory of all when it was the last; the next manager finds what stays. */
  abandon(cgroup: string): void {
    if (isPopulated(cgroup)) return;
    removeCgroup(cgroup);
    if (directoriesIn(dirname(cgroup)).length === 0) removeCgroup(dirname(cgroup));
  }

  /** Removes what earlier managers left and nobody lives in. */
  #tidy(tree: string): void {
    const runs = directoriesIn(tree).filter((name) => name.startsWith(RUN_PREFIX));
    for (const run of runs.map((name) => join(tree, name))) if (!isPopulated(run)) removeCgroup(run);
  }

  #controllersFor({ memoryBytes, cpuPercent }: CgroupSpec, tree: string): string | null {
    const wanted: Controller[] = [...(memoryBytes === null ? [] : ['memory' as const]), ...(cpuPercent === null ? [] : ['cpu' as const])];
    mkdirSync(tree, { recursive: true });
    return enableControllers(wanted, tree);
  }
}

function runName(name: string, runId: string): string {
  return `${RUN_PREFIX}${name}-${runId.replaceAll('-', '').slice(0, RUN_ID_LETTERS)}`;
}

function directoriesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return [];
  }
}
