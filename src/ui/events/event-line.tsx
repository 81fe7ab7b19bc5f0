import type { EventGapDto } from '#contract';
import { eventText } from '../parts/event-text.js';
import { memo } from '../parts/memo.js';
import { eventsHref } from './event-link.js';
import type { EventRow } from './event-rows.js';
import { severityOf } from './severity.js';
import { Subject } from './subject.js';

interface EventLineProps {
  readonly row: EventRow;
  /** In the whole list, the head included. */
  readonly index: number;
  readonly query: string;
  readonly isChosen: boolean;
}

/** One event, or the mark that some are missing. */
export const EventLine = memo(function EventLine({ row, index, query, isChosen }: EventLineProps) {
  if ('gap' in row)
    return (
      <tr class="row event is-lost" aria-rowindex={index}>
        <td colSpan={4}>{gapText(row.gap)}</td>
      </tr>
    );
  const { key: id, event } = row;
  const text = eventText(event);
  return (
    <tr class={`row event is-${severityOf(event)}`} aria-rowindex={index}>
      <td class="time">
        <a href={eventsHref(query, { id, at: event.at })} aria-current={isChosen ? 'true' : undefined} title={event.at}>
          <time dateTime={event.at}>{shortMoment(event.at)}</time>
        </a>
      </td>
      <td class="subject">
        <Subject event={event} />
      </td>
      <td title={text}>{text}</td>
      <td class="type">{event.type}</td>
    </tr>
  );
});

/** By the clock of whoever looks, with the day where it is another one. */
function shortMoment(at: string): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString();
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? time : `${moment.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })}, ${time}`;
}

const LOST_BY: Readonly<Record<EventGapDto['reason'], string>> = {
  expired: 'they are not kept any more',
  slow: 'this page did not keep up',
  restart: 'nothing is kept of the daemon before',
};

function gapText({ missed, reason }: EventGapDto): string {
  return `${missed === null ? 'Events' : missed === 1 ? 'One event' : `${missed} events`} missing here: ${LOST_BY[reason]}`;
}
