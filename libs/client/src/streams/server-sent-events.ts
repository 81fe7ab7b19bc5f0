/** One event of a `text/event-stream` (WHATWG HTML, server-sent events). */
export interface ServerSentEvent {
  /** Name of the event. @default 'message' */
  readonly event: string;
  readonly data: string;
  /** The last id seen so far, `null` before the first. */
  readonly id: string | null;
}

/** A single event larger than this is an error instead of unbounded memory. */
const LONGEST_EVENT_CHARS = 8 * 1024 * 1024;

/**
 * Reads events out of pieces of text cut anywhere. Comments (heartbeats) are skipped; an event without its closing blank line at the
 * end of the stream is dropped, as the standard says.
 *
 * @param place follows the last id seen, also of events without data, which nobody is told of
 * @throws RangeError for an event beyond 8 Mi characters
 */
export async function* parseEvents(
  chunks: AsyncIterable<string>,
  place: { id: string | null } = { id: null },
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let fields: [name: string, value: string][] = [];
  for await (const line of linesOf(chunks)) {
    if (line !== '') {
      const field = fieldOf(line);
      if (field !== null) fields.push(field);
      continue;
    }
    place.id = fields.findLast(([name, value]) => name === 'id' && !value.includes('\0'))?.[1] ?? place.id;
    const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
    const event = fields.findLast(([name]) => name === 'event')?.[1];
    fields = [];
    if (data.length > 0) yield { event: event === undefined || event === '' ? 'message' : event, data: data.join('\n'), id: place.id };
  }
}

function fieldOf(line: string): [name: string, value: string] | null {
  const colon = line.indexOf(':');
  if (colon === 0) return null;
  if (colon < 0) return [line, ''];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}

/** Lines end in LF, CR LF or CR. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of chunks) {
    rest += isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    isFirst = isFirst && chunk === '';
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_EVENT_CHARS) throw new RangeError('the daemon sent an event line without an end');
    yield* lines;
  }
  if (rest.endsWith('\r')) yield rest.slice(0, -1);
}
