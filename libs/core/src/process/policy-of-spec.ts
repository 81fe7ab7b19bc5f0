import { type BackoffCatalogue, containedBackoff, DEFAULT_RESTART_STRATEGY, exponentialBackoff } from './backoff.js';
import type { Policy } from './policy.js';
import type { InstanceSpec } from './spec.js';

/** Where strategies are found, and who is told of those that cannot be used. */
export interface PolicyPorts {
  readonly backoffs: BackoffCatalogue;
  readonly report: (message: string, about: { process: string; error?: unknown }) => void;
}

/** What decides the transitions of a process as its specification is now: with the strategy that it names, whatever that does. */
export function policyOfSpec(spec: InstanceSpec, { backoffs, report }: PolicyPorts): Policy {
  const { restartStrategy: name } = spec;
  if (name === DEFAULT_RESTART_STRATEGY) return spec;
  const told = (problem: string, error?: unknown): void =>
    report(problem, { process: spec.name, ...(error === undefined ? {} : { error }) });
  const missing = {
    delayMs: (...[question]: Parameters<typeof exponentialBackoff.delayMs>): number => {
      told(`there is no restart strategy "${name}": "${DEFAULT_RESTART_STRATEGY}" is used`);
      return exponentialBackoff.delayMs(question);
    },
  };
  const found = backoffs.find(name);
  return { ...spec, backoff: found === undefined ? missing : containedBackoff(name, found, told) };
}
