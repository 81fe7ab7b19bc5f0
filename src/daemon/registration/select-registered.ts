import { baseMatcher, instancesOf, type Origin, type Program, ProvisrError, type Selector, wildcardMatcher } from '#core';
import type { Cronjob } from '#contract';

/** A definition that is to be removed. */
export interface Registered {
  readonly name: string;
  readonly kind: 'process' | 'cronjob';
  readonly origin: Origin;
  readonly source: string | null;
}

/**
 * The definitions that a selector means.
 * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND for an unknown name, PROVISR_SELECTOR_INVALID for single instances
 */
export function selectRegistered(selector: Selector, programs: readonly Program[], cronjobs: readonly Cronjob[]): Registered[] {
  const found = findRegistered(selector, programs, cronjobs);
  if (found.length > 0 || selector.kind !== 'name') return found;
  throw new ProvisrError('PROVISR_PROCESS_NOT_FOUND', `no process is named "${selector.name}"`);
}

/**
 * The same, empty when nothing is meant. Instances come and go with their definition, so all of them have to be meant or none.
 * @throws ProvisrError PROVISR_SELECTOR_INVALID for single instances
 */
export function findRegistered(selector: Selector, programs: readonly Program[], cronjobs: readonly Cronjob[]): Registered[] {
  const matches = matcherOf(selector);
  const isRun = ({ origin }: Program): boolean => origin === 'cron';
  const processes = programs
    .filter((program) => !isRun(program) && isMeant(program, matches))
    .map((program) => described(program, 'process'));
  const jobs = cronjobs.filter(({ spec }) => matches(spec.name)).map((job) => described(job, 'cronjob'));
  return [...processes, ...jobs];
}

function described({ spec, origin, source }: Program | Cronjob, kind: Registered['kind']): Registered {
  return { name: spec.name, kind, origin, source };
}

function isMeant({ spec, origin, source }: Program, matches: (name: string) => boolean): boolean {
  if (matches(spec.name)) return true;
  const meant = instancesOf(spec).filter(({ name }) => matches(name)).length;
  if (meant === 0) return false;
  // A protected one is told apart by its own error, whichever of its names was used.
  if (meant === spec.instances || origin === 'config') return true;
  throw new ProvisrError('PROVISR_SELECTOR_INVALID', `that means only ${meant} of the ${spec.instances} instances of "${spec.name}"`, {
    hint: `unregister "${spec.name}", or update it with fewer instances`,
    details: { source },
  });
}

function matcherOf(selector: Selector): (name: string) => boolean {
  switch (selector.kind) {
    case 'name':
      return (name) => name === selector.name;
    case 'base':
      return baseMatcher(selector.base);
    case 'wildcard':
      return wildcardMatcher(selector.pattern);
    case 'all':
      return () => true;
  }
}
