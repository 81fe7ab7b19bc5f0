import { baseMatcher, ProvisrError, type Selector, wildcardMatcher } from '#core';
import { EVENT_TYPES, type EventDto } from '#contract';

/** Of what an event is about. */
export type EventMatcher = (event: EventDto) => boolean;

/** Which events a reader wants. */
export interface EventFilter {
  /** `null` = of all processes, and of the daemon. Need not exist yet. */
  readonly selector: Selector | null;
  /** Separated by commas, `*` for any run of characters; `undefined` or empty = all. */
  readonly types: string | undefined;
}

/** @throws ProvisrError PROVISR_REQUEST_INVALID for a type there is not */
export function eventMatcher({ selector, types }: EventFilter): EventMatcher {
  const isWantedType = typeMatcher((types ?? '').split(',').filter((type) => type !== ''));
  const isWantedProcess = processMatcher(selector ?? { kind: 'all' });
  return (event) => isWantedType(event.type) && isWantedProcess(...subjectOf(event));
}

/** @param wanted patterns; none = all. @throws ProvisrError PROVISR_REQUEST_INVALID for one that no type matches */
function typeMatcher(wanted: readonly string[]): (type: string) => boolean {
  const unknown = wanted.filter((pattern) => !EVENT_TYPES.some(wildcardMatcher(pattern)));
  if (unknown.length > 0) {
    const message = `no such type of event: ${unknown.join(', ')}`;
    throw new ProvisrError('PROVISR_REQUEST_INVALID', `type: ${message}`, {
      hint: `known are ${EVENT_TYPES.join(', ')}`,
      details: { errors: [{ pointer: '/type', message }] },
    });
  }
  const set: ReadonlySet<string> = new Set(EVENT_TYPES.filter((type) => wanted.some((pattern) => wildcardMatcher(pattern)(type))));
  return wanted.length === 0 ? () => true : (type) => set.has(type);
}

/** The instance and the base name that an event is about; `null` when it is about the daemon. A cronjob counts as what it runs. */
export function subjectOf(event: EventDto): [process: string | null, base: string | null] {
  if ('cronjob' in event) return [('process' in event ? event.process : null) ?? event.cronjob, event.cronjob];
  if ('process' in event) return [event.process, event.base];
  return 'name' in event ? [event.name, event.name] : [null, null];
}

/** As for statuses: a name means an instance, or all instances of a base name. */
function processMatcher(selector: Selector): (process: string | null, base: string | null) => boolean {
  if (selector.kind === 'all') return () => true;
  const matches = nameMatcher(selector);
  return (process, base) => process !== null && matches(process, base ?? process);
}

function nameMatcher(selector: Exclude<Selector, { kind: 'all' }>): (process: string, base: string) => boolean {
  switch (selector.kind) {
    case 'name':
      return (process, base) => process === selector.name || base === selector.name;
    case 'base':
      return baseMatcher(selector.base);
    case 'wildcard':
      return wildcardMatcher(selector.pattern);
  }
}
