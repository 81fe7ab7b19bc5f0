/** A program whose leader has ended and may have left it running on purpose: its detectors know. */
import type { Clock } from '../clock.js';
import type { DetectorCatalogue, DetectorSpec, DetectorTarget, LivenessDetector } from '../detect/detector.js';
import { findAlive, LivenessWatch } from '../detect/liveness-watch.js';
import { type Environment, inheritedEnvironment } from './environment.js';
import type { Exit } from './exit.js';
import type { InstanceSpec } from './spec.js';

/** A program that daemonises gets at least this long to be found, ms. */
const DAEMONISE_GRACE_MS = 1_000;
/** All detectors of a process together may take this long when it is looked for at boot, ms. */
const DETECT_AT_BOOT_MS = 10_000;

function lost(detector: string | null): Exit {
  return { code: null, signal: null, error: 'no detector finds it alive any more', failure: { kind: 'lost', detector } };
}

/** The end of a program that nobody could wait for. */
export const ENDED_AS_ASKED: Exit = { code: null, signal: null, error: 'ended as asked; a program that daemonised leaves no exit status' };

export interface DaemonisedPorts {
  readonly clock: Clock;
  readonly detectors: DetectorCatalogue;
  /** Of the manager. */
  readonly environment: Environment;
  readonly run: () => { readonly pid: number; readonly startTicks: number | null } | null;
  /** A detector found it. */
  readonly onAlive: (pid: number | null) => void;
  readonly onLost: (exit: Exit) => void;
}

/** Looks after one process by its detectors once its leader is gone. */
export class DaemonisedProgram {
  readonly #ports: DaemonisedPorts;
  #watch: LivenessWatch | null = null;
  #detectedBy: string | null = null;

  constructor(ports: DaemonisedPorts) {
    this.#ports = ports;
  }

  /** Label of the detector that spoke last. */
  get detectedBy(): string | null {
    return this.#detectedBy;
  }

  get isWatched(): boolean {
    return this.#watch !== null;
  }

  /** Being looked for and not found yet. */
  get isUnconfirmed(): boolean {
    return this.#watch !== null && !this.#watch.confirmed;
  }

  /** Whether there is anything but the PID to tell its liveness by. */
  hasDetectors(spec: InstanceSpec): boolean {
    return spec.detectors.some((detector) => detector.type !== 'pid');
  }

  /** Makes its detectors once, so that one that cannot be made fails the start and not a later event. @throws whatever making one throws */
  async prove(spec: InstanceSpec): Promise<void> {
    await this.#ports.detectors.prepare?.(spec.detectors);
    for (const detector of spec.detectors) this.#ports.detectors.create(detector, this.#targetOf(spec));
  }

  /** Whether it is alive without a leader that anybody knows. */
  async isFoundAlive(spec: InstanceSpec): Promise<boolean> {
    const detectors = this.#detectorsOf(spec);
    return detectors.length > 0 && (await findAlive(detectors, AbortSignal.timeout(DETECT_AT_BOOT_MS))) !== null;
  }

  /** Watches from the end of the leader on; `exit` is how that ended. */
  watch(spec: InstanceSpec, exit: Exit): void {
    this.#watch = new LivenessWatch({
      detectors: this.#detectorsOf(spec),
      clock: this.#ports.clock,
      graceMs: exit.code === 0 ? Math.max(DAEMONISE_GRACE_MS, spec.startDurationMs) : 0,
      onAlive: (label, pid) => {
        this.#detectedBy = label;
        this.#ports.onAlive(pid);
      },
      onLost: () => {
        const end = this.#watch?.confirmed === true ? lost(this.#detectedBy) : exit;
        this.stop();
        this.#ports.onLost(end);
      },
    });
  }

  stop(): void {
    this.#watch?.stop();
    this.#watch = null;
    this.#detectedBy = null;
  }

  #detectorsOf(spec: InstanceSpec): readonly LivenessDetector[] {
    const target = this.#targetOf(spec);
    return spec.detectors.filter((detector) => detector.type !== 'pid').map((detector) => this.#create(detector, target));
  }

  /** An adopted process may name a detector that this manager cannot make: then that one says nothing. */
  #create(detector: DetectorSpec, target: DetectorTarget): LivenessDetector {
    try {
      return this.#ports.detectors.create(detector, target);
    } catch (error) {
      return { label: detector.type, intervalMs: DAEMONISE_GRACE_MS, detect: () => Promise.reject(error) };
    }
  }

  #targetOf(spec: InstanceSpec): DetectorTarget {
    return {
      process: spec.name,
      workDir: spec.workDir,
      env: { ...inheritedEnvironment(spec, this.#ports.environment), ...spec.env },
      startTicks: () => this.#ports.run()?.startTicks ?? null,
      pid: () => this.#ports.run()?.pid ?? null,
    };
  }
}
