import type { Clock } from '../clock.js';
import { ProvisrError } from '../errors.js';
import type { ProcessInspector } from '../inspect/process-inspector.js';
import { commandDetectorFactory } from './command.detector.js';
import type { DetectorCatalogue, DetectorFactory } from './detector.js';
import { pidDetectorFactory } from './pid.detector.js';
import { pidfileDetectorFactory } from './pidfile.detector.js';

/** The detectors that the core brings, by type. */
export function builtinDetectorFactories(clock: Clock, inspector: ProcessInspector): ReadonlyMap<string, DetectorFactory> {
  return new Map([
    ['pid', pidDetectorFactory],
    ['pidfile', pidfileDetectorFactory(inspector)],
    ['command', commandDetectorFactory(clock)],
  ]);
}

/** A catalogue over a fixed set of factories. */
export function detectorCatalogue(factories: ReadonlyMap<string, DetectorFactory>): DetectorCatalogue {
  return {
    types: [...factories.keys()],
    create(spec, target) {
      const factory = factories.get(spec.type);
      if (!factory)
        throw new ProvisrError(
          'PROVISR_SPEC_INVALID',
          `unknown detector "${spec.type}"; known: ${[...factories.keys()].sort().join(', ')}`,
        );
      return factory.create(spec.options, target);
    },
  };
}
