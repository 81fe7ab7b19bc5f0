import type { EventDto } from '#contract';
import { copyText } from '../parts/copy-text.js';
import { eventText } from '../parts/event-text.js';
import { readdress } from '../parts/route.js';
import { eventsHref } from './event-link.js';
import { severityOf } from './severity.js';
import { Subject } from './subject.js';

interface EventDetailsProps {
  readonly id: string;
  readonly event: EventDto;
  readonly query: string;
}

/** Everything that one event tells. */
export function EventDetails({ id, event, query }: EventDetailsProps) {
  const link = eventsHref(query, { id, at: event.at });
  return (
    <aside class="card event-details" aria-labelledby="event-title">
      <div class="title">
        <h2 id="event-title">{event.type}</h2>
        <button type="button" class="quiet" aria-label="Close the details" onClick={() => readdress(eventsHref(query))}>
          ✕
        </button>
      </div>
      <p class={`is-${severityOf(event)}`}>
        <Subject event={event} />: {eventText(event)}
      </p>
      <dl class="spec">
        {Object.entries(event).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
      <div class="deeds">
        <button type="button" onClick={() => void copyText(JSON.stringify({ id, event }, null, 2))}>
          Copy as JSON
        </button>
        <button type="button" onClick={() => void copyText(new URL(link, location.href).href)}>
          Copy link
        </button>
      </div>
    </aside>
  );
}
