import { instancesOf } from '../process/instances.js';
import type { InstanceSpec, ProcessSpec } from '../process/spec.js';
import { MEMORY_ONLY, SPEC_DEFAULTS } from '../process/spec-defaults.js';
import type { Evidence } from './evidence.js';

/** Settings to end a process with whose own are not known any more. */
function bareSpec(name: string, pidFile: string): InstanceSpec {
  return {
    ...SPEC_DEFAULTS,
    name,
    base: name,
    index: 0,
    argv: ['true'],
    inheritEnv: 'minimal',
    pidFile,
    log: { ...MEMORY_ONLY, maxSizeBytes: 0, maxBackups: 1, maxAgeDays: 0 },
    document: {},
  };
}

/** Brings a spec back from its wire form; `null` when it is not one (any more). */
export type ReviveSpec = (document: Readonly<Record<string, unknown>>) => ProcessSpec | null;

/** The spec to end an orphan with: its own as far as it was written down. */
export function orphanSpec(evidence: Evidence, revive: ReviveSpec): InstanceSpec {
  const { name, pidFile, document } = evidence;
  const revived = document ? revive(document) : null;
  const own = revived ? instancesOf(revived).find((instance) => instance.name === name) : undefined;
  return { ...(own ?? bareSpec(name, pidFile)), pidFile };
}
