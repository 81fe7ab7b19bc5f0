/** A detector as configured: its registered type and options. */
export interface DetectorSpec {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Whom a detector looks after. */
export interface DetectorTarget {
  readonly process: string;
  readonly workDir: string | null;
  readonly env: Readonly<Record<string, string>>;
  /** Start of the current run in clock ticks since boot, to tell our process from a stranger; `null` when unknown. */
  startTicks(): number | null;
  /** PID of the current run, `null` when there is none. */
  pid(): number | null;
}

/** What a detector found. */
export interface Detection {
  readonly alive: boolean;
  /** The PID it found, if it is the kind that finds one. */
  readonly pid: number | null;
}

/** Says whether a process lives. At most one `detect` is under way at a time per process. */
export interface LivenessDetector {
  /** How it names itself in the status: `pidfile:/path`, `cmd:…`. */
  readonly label: string;
  /** Time between two looks, ms. */
  readonly intervalMs: number;
  /** Aborted when nobody needs the answer any more; then it may reject. A rejection counts as not alive. */
  detect(signal: AbortSignal): Promise<Detection>;
}

/** Makes the detectors of one registered type. */
export interface DetectorFactory {
  /** One detector for one instance. @throws ProvisrError PROVISR_SPEC_INVALID for options that make no sense */
  create(options: Readonly<Record<string, unknown>>, target: DetectorTarget): LivenessDetector;
}

/** Finds a factory by type. */
export interface DetectorCatalogue {
  /** Gets ready to make these, for instance by loading code. Without it, and for those that `create` is asked for all the same, a look takes longer. */
  prepare?(specs: readonly DetectorSpec[]): Promise<void>;
  /** @throws ProvisrError PROVISR_SPEC_INVALID for an unknown type, naming the known ones */
  create(spec: DetectorSpec, target: DetectorTarget): LivenessDetector;
  readonly types: readonly string[];
}
