import type { EventGapDto } from '#contract';
import { type EventId, formatEventId, type StoredEvent } from '../history/index.js';
import { frame } from '../streams/index.js';

/** An event as it is sent. */
export function eventFrame({ id, event, json }: StoredEvent): string {
  return frame({ id: formatEventId(id), event: event.type, json });
}

/** The mark that events are missing. @param id of the last one that is */
export function gapFrame(id: EventId, missed: number | null, reason: EventGapDto['reason']): string {
  const gap: EventGapDto = { type: 'gap', missed, reason };
  return frame({ id: formatEventId(id), event: gap.type, data: gap });
}
