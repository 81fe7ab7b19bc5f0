import { ProvisrError } from '../errors.js';
import type { ProcessInspector } from '../inspect/process-inspector.js';
import { identityOf, readPidFile } from '../pidfile/pid-file.js';
import type { Detection, DetectorFactory, DetectorTarget } from './detector.js';

const DEFAULT_INTERVAL_MS = 1_000;
const NOT_ALIVE: Detection = { alive: false, pid: null };

function look(path: string, target: DetectorTarget, inspector: ProcessInspector): Detection {
  const file = readPidFile(path);
  if (!file) return NOT_ALIVE;
  const recorded = identityOf(file);
  const found = inspector.identify(file.pid);
  if (!found || (recorded && !inspector.isAlive(recorded))) return NOT_ALIVE;
  // A plain pid file of the program itself proves nothing about reuse: what it names must be younger than our run.
  const runTicks = target.startTicks();
  const older = !recorded && runTicks !== null && found.startTicks !== null && found.startTicks < runTicks;
  return older ? NOT_ALIVE : { alive: true, pid: file.pid };
}

/** `pidfile { path, intervalMs 1000 }`: alive while the process that the file names is, proven by start time. For programs that daemonise. */
export function pidfileDetectorFactory(inspector: ProcessInspector): DetectorFactory {
  return {
    create(options, target) {
      const { path } = options;
      if (typeof path !== 'string' || path === '') throw new ProvisrError('PROVISR_SPEC_INVALID', 'detector pidfile needs a path');
      const intervalMs = typeof options['intervalMs'] === 'number' ? options['intervalMs'] : DEFAULT_INTERVAL_MS;
      return { label: `pidfile:${path}`, intervalMs, detect: () => Promise.resolve(look(path, target, inspector)) };
    },
  };
}
