import { hrefOf } from '../parts/place.js';
import { filterOf, queryOf } from './event-filter.js';

/** One event that is looked at closely. */
export interface EventLink {
  readonly id: string;
  /** RFC 3339: where it is found when it is not among the latest. */
  readonly at: string;
}

/** The event that an address names. */
export function linkOf(query: string): EventLink | null {
  const given = new URLSearchParams(query);
  const [id, at] = [given.get('event'), given.get('at')];
  return id === null || at === null ? null : { id, at };
}

/** The address of the list as it is filtered, with an event of it or none. */
export function eventsHref(query: string, link: EventLink | null = null): string {
  const given = new URLSearchParams(queryOf(filterOf(query)));
  if (link !== null) {
    given.set('event', link.id);
    given.set('at', link.at);
  }
  const text = given.toString();
  return text === '' ? hrefOf('events') : `${hrefOf('events')}?${text}`;
}
