import { instancesOf } from '../process/instances.js';
import type { InstanceSpec, ProcessSpec } from '../process/spec.js';
import type { Program } from './process-manager.js';

/** Instances to add, drop and keep when one program takes the place of another. */
export interface InstanceDifference {
  readonly added: readonly InstanceSpec[];
  readonly dropped: readonly string[];
  readonly kept: readonly InstanceSpec[];
}

export function instanceDifference(before: ProcessSpec, after: ProcessSpec): InstanceDifference {
  const old = new Set(instancesOf(before).map((instance) => instance.name));
  const instances = instancesOf(after);
  const now = new Set(instances.map((instance) => instance.name));
  return {
    added: instances.filter((instance) => !old.has(instance.name)),
    dropped: [...old].filter((name) => !now.has(name)),
    kept: instances.filter((instance) => old.has(instance.name)),
  };
}

/** Key order does not matter, and neither does how the author wrote it. */
export function sameSpec(left: ProcessSpec, right: ProcessSpec): boolean {
  return canonical({ ...left, document: {} }) === canonical({ ...right, document: {} });
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Keys of the specification as its author wrote it that differ; none when only defaults did. Never their values: they may be secrets. */
export function changedKeys(before: ProcessSpec, after: ProcessSpec): readonly string[] {
  const keys = new Set([...Object.keys(before.document), ...Object.keys(after.document)]);
  return [...keys].filter((key) => canonical(before.document[key]) !== canonical(after.document[key])).sort();
}

/** What to do with each program when `desired` takes the place of `current`. `api` and `cron` programs are not the configuration's to remove. */
export interface ProgramDifference {
  readonly added: readonly Program[];
  readonly removed: readonly Program[];
  readonly changed: readonly Program[];
  readonly unchanged: readonly Program[];
}

export function programDifference(current: ReadonlyMap<string, Program>, desired: readonly Program[]): ProgramDifference {
  const wanted = new Set(desired.map((program) => program.spec.name));
  const known = desired.filter((program) => current.has(program.spec.name));
  const same = (program: Program): boolean => {
    const before = current.get(program.spec.name)!;
    return sameSpec(before.spec, program.spec) && before.origin === program.origin;
  };
  return {
    added: desired.filter((program) => !current.has(program.spec.name)),
    removed: [...current.values()].filter(
      (program) => !wanted.has(program.spec.name) && program.origin !== 'api' && program.origin !== 'cron',
    ),
    changed: known.filter((program) => !same(program)),
    unchanged: known.filter(same),
  };
}
