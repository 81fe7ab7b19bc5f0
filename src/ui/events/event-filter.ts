import type { EventDto } from '#contract';
import type { RouteQuery } from '#contract/routes';
import { isAtLeast, SEVERITIES, type Severity, severityOf, typesFrom } from './severity.js';

/** Which events are shown. Empty: all. */
export interface EventFilter {
  /** A type, or a pattern of types: `cron.*`. */
  readonly type: string;
  /** A part of a name, or the whole of it with a `*`. */
  readonly process: string;
  readonly group: string;
  readonly severity: Severity;
}

/** Without what repeats what other events say. */
const LEAST: Severity = 'notice';

/** What an address says: `type=cron.*&severity=failure`. */
export function filterOf(query: string): EventFilter {
  const given = new URLSearchParams(query);
  const wish = given.get('severity');
  return {
    type: given.get('type') ?? '',
    process: given.get('process') ?? '',
    group: given.get('group') ?? '',
    severity: SEVERITIES.find((severity) => severity === wish) ?? LEAST,
  };
}

/** The same as it stands in an address; what is as it is without is left out. */
export function queryOf({ type, process, group, severity }: EventFilter): string {
  const given = { type, process, group, severity: severity === LEAST ? '' : severity };
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value !== '')).toString();
}

/** The part of it that the daemon can do; `null` when no event can be meant. */
export function askedOf({ type, process, severity }: EventFilter): RouteQuery | null {
  const types = severity === 'detail' ? (type === '' ? [] : [type]) : typesFrom(severity).filter(matcherOfType(type));
  if (severity !== 'detail' && types.length === 0) return null;
  const name = process.trim();
  const wildcard = name === '' || name.includes('*') ? name : `*${name}*`;
  return { type: types.length === 0 ? undefined : types.join(','), wildcard: wildcard === '' ? undefined : wildcard };
}

/** The part that it cannot. @param members base names in the group, `null` = any */
export function isWanted(event: EventDto, { severity }: EventFilter, members: ReadonlySet<string> | null): boolean {
  return isAtLeast(severityOf(event), severity) && (members === null || members.has(baseOf(event)));
}

/** The process or cronjob that an event is about; `null` for the daemon. */
export function subjectOf(event: EventDto): string | null {
  if ('cronjob' in event) return event.cronjob;
  if ('process' in event) return event.process;
  return 'name' in event ? event.name : null;
}

function baseOf(event: EventDto): string {
  return 'base' in event ? event.base : (subjectOf(event) ?? '');
}

function matcherOfType(pattern: string): (type: string) => boolean {
  if (pattern === '') return () => true;
  return pattern.endsWith('*') ? (type) => type.startsWith(pattern.slice(0, -1)) : (type) => type === pattern;
}
