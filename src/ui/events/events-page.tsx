import './events.css';
import { useEffect, useMemo } from 'preact/hooks';
import { route } from '../parts/route.js';
import { areGroupsKnown, groups } from '../store/groups.js';
import { EventDetails } from './event-details.js';
import { type EventFilter, filterOf, queryOf } from './event-filter.js';
import { type EventLink, linkOf } from './event-link.js';
import { EventReader } from './event-reader.js';
import { EventTable } from './event-table.js';
import { FilterBar } from './filter-bar.js';
import { FollowBar } from './follow-bar.js';

/** What happens, and what has happened. */
export function EventsPage() {
  const { query } = route.value;
  const filter = filterOf(query);
  const link = linkOf(query);
  const reader = useReader(filter, link);
  return (
    <main class="events">
      <h1 class="hidden">Events</h1>
      <div class="bars">
        <FilterBar query={query} />
        {reader !== null && <FollowBar key={queryOf(filter)} reader={reader} />}
      </div>
      {reader !== null && <Events key={queryOf(filter)} reader={reader} query={query} link={link} />}
    </main>
  );
}

/** Another one for each filter; `null` as long as nobody knows who is in the group that is meant. */
function useReader(filter: EventFilter, link: EventLink | null): EventReader | null {
  const { group } = filter;
  const members = group === '' ? null : (groups.value.find(({ name }) => name === group)?.members ?? []);
  const isReady = group === '' || areGroupsKnown.value;
  const reader = useMemo(
    () => (isReady ? new EventReader(filter, members === null ? null : new Set(members), link?.at ?? null) : null),
    [queryOf(filter), isReady, members?.join(',')],
  );
  useEffect(() => () => reader?.close(), [reader]);
  useEffect(() => {
    if (reader !== null && link !== null && !reader.isLoading.value && !reader.has(link.id)) void reader.goTo(link.at);
  }, [link?.id]);
  return reader;
}

interface EventsProps {
  readonly reader: EventReader;
  readonly query: string;
  readonly link: EventLink | null;
}

function Events({ reader, query, link }: EventsProps) {
  const chosen = reader.rows.value.find((row) => row.key === link?.id);
  return (
    <>
      {reader.trouble.value !== '' && (
        <p class="warning" role="status">
          {reader.trouble.value}
        </p>
      )}
      <div class="events-body">
        <EventTable reader={reader} query={query} chosen={link?.id ?? null} />
        {chosen !== undefined && 'event' in chosen && <EventDetails id={chosen.key} event={chosen.event} query={query} />}
      </div>
    </>
  );
}
