import { RUN_ID_VARIABLE } from '../records/run-record.js';
import type { InstanceSpec } from './spec.js';

/** What a child sees of the manager's environment when it shall not see all. */
const MINIMAL = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'SHELL'];

/** Variables by name. */
export type Environment = Readonly<Record<string, string>>;

/** The variables of this process as they are now. A copy: each look into `process.env` itself goes to the C library (0.1 ms for all of it). */
export function environmentNow(): Environment {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** The part of the manager's environment that a child inherits. */
export function inheritedEnvironment(spec: Pick<InstanceSpec, 'inheritEnv'>, own: Environment): Environment {
  if (spec.inheritEnv === 'all') return own;
  return Object.fromEntries(MINIMAL.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])));
}

/** The child's own variables, with which run, process and instance it is. */
export function ownEnvironment(spec: InstanceSpec, runId: string): Record<string, string> {
  return { ...spec.env, [RUN_ID_VARIABLE]: runId, PROVISR_PROCESS: spec.name, PROVISR_INSTANCE: String(spec.index) };
}
