import type { EventDto } from '#contract';
import { type EventId, formatEventId, parseEventId } from './event-id.js';

/** An event as it lies on disk. */
export interface StoredEvent {
  readonly id: EventId;
  readonly event: EventDto;
  /** The event alone, as JSON. */
  readonly json: string;
}

const START = '{"id":"';
const ID_END = '",';

/** A line of the history: the event with its id before everything else. */
export function historyLine(id: EventId, json: string): string {
  return `${START}${formatEventId(id)}${ID_END}${json.slice(1)}\n`;
}

/** The id alone, which costs less; `null` for a line that is torn or not ours. */
export function idOfLine(line: string): EventId | null {
  const end = line.indexOf(ID_END, START.length);
  return line.startsWith(START) && end > 0 ? parseEventId(line.slice(START.length, end)) : null;
}

/** `null` for a line that is torn or not ours. */
export function parseHistoryLine(line: string): StoredEvent | null {
  const id = idOfLine(line);
  if (id === null) return null;
  const json = `{${line.slice(line.indexOf(ID_END, START.length) + ID_END.length)}`;
  try {
    return { id, event: JSON.parse(json) as EventDto, json };
  } catch {
    return null; // the host went down while it was written
  }
}
