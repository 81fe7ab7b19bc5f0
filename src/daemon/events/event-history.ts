import { Injectable } from '@nestjs/common';
import type { HistoryEntryDto, HistoryPageDto } from '#contract';
import { ProvisrError } from '#core';
import { type EventId, formatEventId, parseEventId } from '../history/index.js';
import { EventFeed } from './event-feed.js';
import { type EventFilter, eventMatcher } from './event-filter.js';

/** Which part of the past. Times are milliseconds since the epoch. */
export interface HistoryQuery {
  readonly filter: EventFilter;
  readonly since: number | null;
  readonly until: number | null;
  /** 1 or more. */
  readonly limit: number;
  /** `next` of the page before; `null` = from the latest on. */
  readonly cursor: string | null;
}

/** Asks for what has happened, newest first, a page at a time. */
@Injectable()
export class EventHistory {
  constructor(private readonly feed: EventFeed) {}

  /** @throws ProvisrError PROVISR_REQUEST_INVALID for a type there is not, or a cursor that is none */
  async page(query: HistoryQuery): Promise<HistoryPageDto> {
    const matches = eventMatcher(query.filter);
    const events: HistoryEntryDto[] = [];
    for await (const { id, event } of this.feed.backwards(placeOf(query.cursor))) {
      const at = Date.parse(event.at);
      if (query.since !== null && at < query.since) break;
      if ((query.until !== null && at > query.until) || !matches(event)) continue;
      if (events.length === query.limit) return { events, next: events.at(-1)?.id ?? null };
      events.push({ id: formatEventId(id), event });
    }
    return { events, next: null };
  }
}

function placeOf(cursor: string | null): EventId | null {
  if (cursor === null) return null;
  const id = parseEventId(cursor);
  if (id !== null) return id;
  const message = 'must be `next` of an earlier page, or the id of an event';
  throw new ProvisrError('PROVISR_REQUEST_INVALID', `cursor: ${message}`, { details: { errors: [{ pointer: '/cursor', message }] } });
}
