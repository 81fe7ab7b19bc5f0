import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { errnoOf } from '#core';
import type { EventId } from './event-id.js';
import { idOfLine, parseHistoryLine, type StoredEvent } from './history-line.js';
import type { Segment } from './segment.js';

/** After so many lines others get their turn: about a millisecond. */
const LINES_A_TURN = 500;

/**
 * Backwards through some segments, newest event first. Reads one file at a time, and lets others have their turn.
 * @param before of the daemon that told it only older events; `null` = all
 */
export async function* searchBackwards(segments: readonly Segment[], before: EventId | null): AsyncGenerator<StoredEvent, void, undefined> {
  for (const segment of segments.toReversed()) {
    const most = segment.epoch === before?.epoch ? before.number : Infinity;
    const lines = segment.first < most ? await linesOf(segment) : [];
    for (const [at, line] of lines.toReversed().entries()) {
      if (at % LINES_A_TURN === LINES_A_TURN - 1) await setImmediate();
      const stored = (idOfLine(line)?.number ?? Infinity) < most ? parseHistoryLine(line) : null;
      if (stored !== null) yield stored;
    }
  }
}

/** Whole lines; none of a file that was removed meanwhile. */
async function linesOf({ path }: Segment): Promise<readonly string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return [];
  }
}
