import { RUN_ID_VARIABLE } from '../records/run-record.js';
import type { InstanceSpec } from './spec.js';

/** What a child sees of the manager's environment when it shall not see all. */
const MINIMAL = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'SHELL'];

/** The part of the manager's environment that a child inherits. */
export function inheritedEnvironment(spec: Pick<InstanceSpec, 'inheritEnv'>, own: NodeJS.ProcessEnv): Record<string, string> {
  const names = spec.inheritEnv === 'all' ? Object.keys(own) : MINIMAL;
  return Object.fromEntries(names.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])));
}

/** The child's own variables, with which run, process and instance it is. */
export function ownEnvironment(spec: InstanceSpec, runId: string): Record<string, string> {
  return { ...spec.env, [RUN_ID_VARIABLE]: runId, PROVISR_PROCESS: spec.name, PROVISR_INSTANCE: String(spec.index) };
}
