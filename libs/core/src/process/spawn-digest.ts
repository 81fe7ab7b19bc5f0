import { createHash } from 'node:crypto';
import { wantsCgroup } from '../cgroup/cgroup-spec.js';
import type { InstanceSpec, ProcessSpec } from './spec.js';

/** The fields that a running process was made from: when one of them changes, only a restart brings it in. */
const SPAWN_FIELDS = [
  'argv',
  'workDir',
  'inheritEnv',
  'user',
  'group',
  'umask',
  'nice',
  'stdin',
  'redirectStderr',
  'detached',
] as const satisfies readonly (keyof ProcessSpec)[];

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Two specs with the same digest differ only in what can be changed under a running process. */
export function spawnDigest(spec: InstanceSpec): string {
  const fields: unknown[] = SPAWN_FIELDS.map((field) => spec[field]);
  // A detached process holds its log files itself.
  const files = spec.detached ? [spec.log.stdoutPath, spec.log.stderrPath] : [];
  // Without them the digest is what it was before there were any: runs of older versions are not out of date.
  const later = [...(wantsCgroup(spec.cgroup) ? [spec.cgroup] : []), ...(spec.oomScoreAdj === null ? [] : [{ oom: spec.oomScoreAdj }])];
  return createHash('sha256')
    .update(JSON.stringify([fields, sorted(spec.env), sorted(spec.limits), files, ...later]))
    .digest('hex');
}
