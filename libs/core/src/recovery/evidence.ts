/** What an earlier manager left behind, gathered from run records, pid files and the process table. */
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ExitLedger, WitnessedExit } from '../exits/exit-ledger.js';
import { fifoPath } from '../logs/fifo.js';
import type { ProcessEntry, ProcessIdentity, ProcessInspector } from '../inspect/process-inspector.js';
import { identityOf, isHalfWritten, type PidFile, readPidFile } from '../pidfile/pid-file.js';
import { RUN_ID_VARIABLE, type RunRecord } from '../records/run-record.js';

/** What is known of one instance. */
export interface Evidence {
  readonly name: string;
  readonly pidFile: string;
  readonly record: RunRecord | null;
  /** The spec as it was written into the pid file or record. */
  readonly document: Readonly<Record<string, unknown>> | null;
  /** Its live leader, proven. */
  readonly alive: ProcessIdentity | null;
  /** Id of the group a dead leader left members in, proven. */
  readonly leftovers: number | null;
  /** PID of a dead leader that left members outside of its group only, proven: it may have gone into the background on purpose. */
  readonly strays: number | null;
  /** How its leader ended while no manager was there, as far as a guard has seen it. */
  readonly ended: EndedUnattended | null;
}

/** A leader that ended without its manager. */
export interface EndedUnattended extends WitnessedExit {
  readonly pid: number;
}

/** A pid file older than this against the start of the process it names was not written for it, s. */
const WRITE_TOLERANCE_S = 1;

/** The live process a pid file stands for, `null` when that cannot be proven. */
function provenAlive(file: PidFile, inspector: ProcessInspector): ProcessIdentity | null {
  const found = inspector.identify(file.pid);
  if (!found || file.pid === process.pid) return null; // whatever a file says, a manager does not look after itself
  const recorded = identityOf(file);
  if (recorded) return inspector.isAlive(recorded) ? found : null;
  // Older files without a start time: who lived when the file was written and lives now is the one it was written for.
  return found.startUnix <= file.writtenAtMs / 1_000 + WRITE_TOLERANCE_S ? found : null;
}

/** Members of the group of a dead leader, as far as the run id in their environment proves them ours. */
function provenLeftovers(pid: number, runId: string | null, inspector: ProcessInspector): number | null {
  if (runId === null) return null;
  const ours = inspector.groupMembers(pid, null).some((member) => inspector.environmentOf(member)?.get(RUN_ID_VARIABLE) === runId);
  return ours ? pid : null;
}

/**
 * Finds runs whose manager was killed between the spawn and the pid file: by the run id in their environment or, when they
 * have overwritten that, by the FIFO they hold.
 */
class RunFinder {
  readonly #inspector: ProcessInspector;
  readonly #byRunId = new Map<string, ProcessEntry[]>();
  readonly #entries: readonly ProcessEntry[];

  constructor(inspector: ProcessInspector) {
    this.#inspector = inspector;
    this.#entries = inspector.entries();
    for (const entry of this.#entries) {
      const runId = inspector.environmentOf(entry.pid)?.get(RUN_ID_VARIABLE);
      if (runId !== undefined) this.#byRunId.set(runId, [...(this.#byRunId.get(runId) ?? []), entry]);
    }
  }

  /** Only leaders of a session can be the process that was spawned; anything else with the id descends from it. */
  find(runId: string, fifo: string): { alive: ProcessIdentity | null; leftovers: number | null } {
    const marked = this.#byRunId.get(runId) ?? [];
    const leaders = marked.filter((entry) => entry.session === entry.pid).sort((left, right) => left.startTicks - right.startTicks);
    const leader = leaders[0] ?? (marked.length === 0 ? this.#holderOf(fifo) : undefined);
    if (leader) return { alive: this.#inspector.identify(leader.pid), leftovers: null };
    return { alive: null, leftovers: marked[0]?.processGroup ?? null };
  }

  /** Whether anybody alive has the id of a run. */
  has(runId: string): boolean {
    return this.#byRunId.has(runId);
  }

  #holderOf(fifo: string): ProcessEntry | undefined {
    return this.#entries.find(
      (entry) => entry.session === entry.pid && [1, 2].some((fd) => this.#inspector.descriptorTarget(entry.pid, fd) === fifo),
    );
  }
}

export interface EvidenceSources {
  readonly stateDir: string;
  readonly inspector: ProcessInspector;
  readonly exits: ExitLedger;
  /** Whether somebody lives in the cgroup of a run. */
  readonly isHeld: (name: string, runId: string) => boolean;
  readonly records: readonly RunRecord[];
  /** Pid file of each configured instance, by name. */
  readonly configured: ReadonlyMap<string, string>;
  /** Of whom everything is known already. */
  readonly known: ReadonlySet<string>;
}

/**
 * Pid files of processes that nobody mentions any more. Only the three-line form is a manager's own: a plain pid file in a shared
 * directory such as /run belongs to somebody else and is neither signalled nor removed.
 */
function strayPidFiles(stateDir: string, claimed: ReadonlySet<string>): [string, string][] {
  const files = readdirSync(stateDir);
  for (const file of files.filter(isHalfWritten)) rmSync(join(stateDir, file), { force: true });
  return files
    .filter((file) => file.endsWith('.pid'))
    .map((file): [string, string] => [basename(file, '.pid'), join(stateDir, file)])
    .filter(([, path]) => !claimed.has(path) && (readPidFile(path)?.meta ?? null) !== null);
}

/** Everything that is looked at for all instances together. */
class Search {
  readonly #sources: EvidenceSources;
  readonly #recorded: ReadonlyMap<string, RunRecord>;
  readonly #strays: ReadonlyMap<string, string>;
  #finder: RunFinder | null = null;

  constructor(sources: EvidenceSources) {
    this.#sources = sources;
    this.#recorded = new Map(sources.records.map((record) => [record.name, record]));
    const claimed = new Set([...sources.configured.values(), ...sources.records.map((record) => record.pidFile)]);
    this.#strays = new Map(strayPidFiles(sources.stateDir, claimed));
  }

  get names(): ReadonlySet<string> {
    return new Set([...this.#sources.configured.keys(), ...this.#recorded.keys(), ...this.#strays.keys()]);
  }

  evidenceOf(name: string): Evidence {
    const record = this.#recorded.get(name) ?? null;
    const paths = [record?.pidFile, this.#sources.configured.get(name), this.#strays.get(name)].filter((path) => path !== undefined);
    const file = paths.map((path) => readPidFile(path)).find((found) => found !== null) ?? null;
    const pidFile = paths[0] ?? join(this.#sources.stateDir, `${name}.pid`);
    return { name, pidFile, record, document: record?.document ?? file?.document ?? null, ...this.#run(name, record?.runId ?? null, file) };
  }

  #run(name: string, runId: string | null, file: PidFile | null): Pick<Evidence, 'alive' | 'leftovers' | 'strays' | 'ended'> {
    const { inspector, stateDir } = this.#sources;
    const alive = file ? provenAlive(file, inspector) : null;
    if (alive) return { alive, leftovers: null, strays: null, ended: null };
    if (runId !== null && file?.meta?.run_id !== runId) {
      const found = this.#runs.find(runId, fifoPath(join(stateDir, 'fifo'), name, 'stdout'));
      return { ...found, strays: null, ended: null };
    }
    if (!file) return { alive: null, leftovers: null, strays: null, ended: null };
    const leftovers = provenLeftovers(file.pid, file.meta?.run_id ?? null, inspector);
    const strays = leftovers === null && this.#hasStrays(name, runId) ? file.pid : null;
    return { alive: null, leftovers, strays, ended: this.#endOf(file) };
  }

  #hasStrays(name: string, runId: string | null): boolean {
    return runId !== null && (this.#runs.has(runId) || this.#sources.isHeld(name, runId));
  }

  get #runs(): RunFinder {
    this.#finder ??= new RunFinder(this.#sources.inspector);
    return this.#finder;
  }

  #endOf(file: PidFile): EndedUnattended | null {
    const identity = identityOf(file);
    const witnessed = identity && this.#sources.exits.exitOf(identity);
    return witnessed && { pid: file.pid, ...witnessed };
  }
}

/** Evidence for every instance that is configured, recorded, or has a pid file in the state directory. */
export function gatherEvidence(sources: EvidenceSources): readonly Evidence[] {
  const search = new Search(sources);
  return [...search.names].filter((name) => !sources.known.has(name)).map((name) => search.evidenceOf(name));
}
