import { baseMatcher, type ProcessEventType, ProvisrError, type Selector, wildcardMatcher } from '#core';
import { EVENT_TYPES } from '#contract';
import type { EventMatcher } from './event-ring.js';

/** Which events a reader wants. */
export interface EventFilter {
  /** `null` = of all processes. Need not exist yet. */
  readonly selector: Selector | null;
  /** Separated by commas; `undefined` or empty = all. */
  readonly types: string | undefined;
}

/** @throws ProvisrError PROVISR_REQUEST_INVALID for a type there is not */
export function eventMatcher({ selector, types }: EventFilter): EventMatcher {
  const isWantedType = typeMatcher(types);
  const isWantedProcess = processMatcher(selector ?? { kind: 'all' });
  return ({ type, process, base }) => isWantedType(type) && isWantedProcess(process, base);
}

function typeMatcher(types: string | undefined): (type: ProcessEventType) => boolean {
  const wanted = (types ?? '').split(',').filter((type) => type !== '');
  const unknown = wanted.filter((type) => !EVENT_TYPES.includes(type as ProcessEventType));
  if (unknown.length > 0) {
    const message = `no such type of event: ${unknown.join(', ')}`;
    throw new ProvisrError('PROVISR_REQUEST_INVALID', `type: ${message}`, {
      hint: `known are ${EVENT_TYPES.join(', ')}`,
      details: { errors: [{ pointer: '/type', message }] },
    });
  }
  const set: ReadonlySet<string> = new Set(wanted);
  return (type) => set.size === 0 || set.has(type);
}

/** As for statuses: a name means an instance, or all instances of a base name. */
function processMatcher(selector: Selector): (process: string, base: string) => boolean {
  switch (selector.kind) {
    case 'all':
      return () => true;
    case 'name':
      return (process, base) => process === selector.name || base === selector.name;
    case 'base':
      return baseMatcher(selector.base);
    case 'wildcard':
      return wildcardMatcher(selector.pattern);
  }
}
