import {
  type Clock,
  type DetectorCatalogue,
  type DetectorFactory,
  type DetectorSpec,
  type DetectorTarget,
  type LivenessDetector,
  ProvisrError,
  systemClock,
} from '#core';
import { nearest } from '#contract';
import { ContainedDetector } from './contained.detector.js';
import { LateDetector } from './late.detector.js';

/** Gets the makers of detectors that are loaded only when they are needed, by type. */
export type LateFactories = ReadonlyMap<string, () => Promise<DetectorFactory>>;

/** All detector types of this daemon: built-in ones and those of plugins. */
export class DetectorRegistry implements DetectorCatalogue {
  readonly #factories: Map<string, DetectorFactory>;

  constructor(
    builtIn: ReadonlyMap<string, DetectorFactory> = new Map(),
    private readonly clock: Clock = systemClock,
    private readonly late: LateFactories = new Map(),
  ) {
    this.#factories = new Map(builtIn);
  }

  get types(): readonly string[] {
    return [...new Set([...this.#factories.keys(), ...this.late.keys()])].sort();
  }

  /** @throws ProvisrError PROVISR_CONFIG_INVALID when the type is taken */
  register(type: string, factory: DetectorFactory): void {
    if (this.#factories.has(type) || this.late.has(type)) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `the detector type "${type}" is claimed twice`, {
        hint: 'remove one of the plugins that bring it',
      });
    }
    this.#factories.set(type, {
      create: (options, target) => new ContainedDetector(type, factory.create(options, target), this.clock),
    });
  }

  /** Loads what makes these detectors, where that is not there yet. */
  async prepare(specs: readonly DetectorSpec[]): Promise<void> {
    for (const { type } of specs) if (!this.#factories.has(type)) await this.#load(type);
  }

  create(spec: DetectorSpec, target: DetectorTarget): LivenessDetector {
    const factory = this.#factories.get(spec.type);
    if (factory !== undefined) return factory.create(spec.options, target);
    if (!this.late.has(spec.type)) throw this.#unknown(spec.type);
    return new LateDetector(spec.type, async () => {
      await this.#load(spec.type);
      return this.create(spec, target);
    });
  }

  async #load(type: string): Promise<void> {
    const factory = await this.late.get(type)?.();
    if (factory !== undefined) this.#factories.set(type, factory);
  }

  #unknown(type: string): ProvisrError {
    const meant = nearest(type, this.types);
    const question = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
    return new ProvisrError('PROVISR_SPEC_INVALID', `unknown detector "${type}"; known: ${this.types.join(', ')}${question}`);
  }
}
