import type { EventDto } from '#contract';
import { hrefOf, processHref } from '../parts/place.js';
import { subjectOf } from './event-filter.js';

/** What an event is about, and the way there. */
export function Subject({ event }: { readonly event: EventDto }) {
  const name = subjectOf(event);
  if (name === null) return <>provisr</>;
  return <a href={'cronjob' in event ? hrefOf('cron', name) : processHref(name)}>{name}</a>;
}
