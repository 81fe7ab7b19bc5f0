import type { CgroupSpec } from '../cgroup/cgroup-spec.js';
import type { DetectorSpec } from '../detect/detector.js';

/** When a process that ended is started again. */
export type AutoRestart = 'never' | 'always' | 'on-failure';

/** Which of the manager's own environment variables a child sees beneath its own. */
export type InheritedEnv = 'all' | 'minimal';

/** Resource limits by their `prlimit(1)` names; a number sets soft and hard alike, `unlimited` lifts it. */
export type ResourceLimits = Readonly<Record<string, number | 'unlimited'>>;

/** Where a stream goes and how its files are rotated. */
export interface LogSpec {
  /** Absolute path of the stdout file; `null`: kept in memory only. */
  readonly stdoutPath: string | null;
  /** Absolute path of the stderr file; `null`: kept in memory only. */
  readonly stderrPath: string | null;
  /** A file is rotated at the first line end at or after this many bytes; 0 = never. */
  readonly maxSizeBytes: number;
  /** How many rotated files are kept; at least 1 when `maxSizeBytes` is set. */
  readonly maxBackups: number;
  /** Rotated files older than this are removed; 0 = kept. */
  readonly maxAgeDays: number;
  /** gzip rotated files. */
  readonly compress: boolean;
  /** Prefix each line with the time it was read (RFC 3339, UTC). */
  readonly timestamps: boolean;
  /** Names of further log sinks, with their options. */
  readonly sinks: readonly SinkSpec[];
}

/** A further sink by its registered type. */
export interface SinkSpec {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Everything the core needs to supervise one program: complete, resolved and immutable.
 * Paths are absolute, durations are milliseconds, nothing is optional.
 */
export interface ProcessSpec {
  /** Base name; instances of it are `<name>-1` … `<name>-N`. */
  readonly name: string;
  /** What is executed: argv[0] is looked up on the child's PATH. */
  readonly argv: readonly string[];
  /** Working directory; `null` = the manager's. */
  readonly workDir: string | null;
  /** The child's own variables, fully merged and expanded; they win over inherited ones. */
  readonly env: Readonly<Record<string, string>>;
  readonly inheritEnv: InheritedEnv;
  readonly user: string | null;
  readonly group: string | null;
  /** File mode creation mask, 0..0o777; `null` = inherited. */
  readonly umask: number | null;
  /** Niceness -20..19 (nice(1)); `null` = inherited. */
  readonly nice: number | null;
  /** Who ends first when memory runs out, -1000..1000 (proc_pid_oom_score_adj(5)); `null` = inherited. */
  readonly oomScoreAdj: number | null;
  readonly limits: ResourceLimits;
  readonly cgroup: CgroupSpec;
  /** Path opened for reading as descriptor 0; `null` = /dev/null. */
  readonly stdin: string | null;
  /** stderr goes where stdout goes. */
  readonly redirectStderr: boolean;

  readonly pidFile: string;
  /** Lower starts first and stops last. */
  readonly priority: number;
  /** 1..1000. */
  readonly instances: number;
  /** Left running when the manager shuts down. */
  readonly detached: boolean;
  /** Whether who asks if all is well is told no while it does not run. Supervision treats it like any other. */
  readonly required: boolean;

  /** Counts as started when alive this long. */
  readonly startDurationMs: number;
  /** Further attempts of one start after the first has failed. */
  readonly retryCount: number;
  readonly retryIntervalMs: number;

  readonly autoRestart: AutoRestart;
  /** Wait before the first restart in a row. */
  readonly restartIntervalMs: number;
  /** Name of what reckons the waits in a row. One that nobody brings is replaced by `exponential`. */
  readonly restartStrategy: string;
  /** Factor from one wait to the next, at least 1. */
  readonly restartBackoff: number;
  readonly restartMaxIntervalMs: number;
  /** A run longer than this ends the row. */
  readonly restartResetMs: number;
  /** Restarts in a row before giving up; 0 = never gives up. */
  readonly maxRestarts: number;
  /** Exit codes that are not failures. */
  readonly exitCodes: readonly number[];

  readonly stopSignal: NodeJS.Signals;
  /** Time between `stopSignal` and SIGKILL. */
  readonly stopTimeoutMs: number;

  readonly detectors: readonly DetectorSpec[];
  readonly log: LogSpec;
  /** The spec as its author wrote it (wire form): opaque here, kept in the pid file and shown by the API. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** One instance of a spec: what a supervisor runs. `name` is the instance's own name. */
export interface InstanceSpec extends ProcessSpec {
  /** The base name this is an instance of; equals `name` when there is only one. */
  readonly base: string;
  /** 1..instances, or 0 when there is only one. */
  readonly index: number;
}
