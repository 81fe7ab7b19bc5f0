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

/** All detector types of this daemon: built-in ones and those of plugins. */
export class DetectorRegistry implements DetectorCatalogue {
  readonly #factories: Map<string, DetectorFactory>;

  constructor(
    builtIn: ReadonlyMap<string, DetectorFactory> = new Map(),
    private readonly clock: Clock = systemClock,
  ) {
    this.#factories = new Map(builtIn);
  }

  get types(): readonly string[] {
    return [...this.#factories.keys()].sort();
  }

  /** @throws ProvisrError PROVISR_CONFIG_INVALID when the type is taken */
  register(type: string, factory: DetectorFactory): void {
    if (this.#factories.has(type)) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `the detector type "${type}" is claimed twice`, {
        hint: 'remove one of the plugins that bring it',
      });
    }
    this.#factories.set(type, {
      create: (options, target) => new ContainedDetector(type, factory.create(options, target), this.clock),
    });
  }

  create(spec: DetectorSpec, target: DetectorTarget): LivenessDetector {
    const factory = this.#factories.get(spec.type);
    if (factory !== undefined) return factory.create(spec.options, target);
    const meant = nearest(spec.type, this.#factories.keys());
    const question = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
    throw new ProvisrError('PROVISR_SPEC_INVALID', `unknown detector "${spec.type}"; known: ${this.types.join(', ')}${question}`);
  }
}
