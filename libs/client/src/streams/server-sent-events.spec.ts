import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvents, type ServerSentEvent } from './server-sent-events.js';

async function* pieces(parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}

async function eventsOf(parts: readonly string[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of parseEvents(pieces(parts))) events.push(event);
  return events;
}

describe('parseEvents', () => {
  it('reads fields, comments, several data lines and every kind of line end', async () => {
    const text = '\uFEFF: hi\n\nid: 7\nevent: added\ndata: one\ndata:two\r\n\r\ndata\rdata: x\r\rretry: 5\n\n';
    expect(await eventsOf([text])).toEqual([
      { event: 'added', data: 'one\ntwo', id: '7' },
      { event: 'message', data: '\nx', id: '7' },
    ]);
  });

  it('drops an event whose end never came', async () => {
    expect(await eventsOf(['data: one\n\ndata: two\n'])).toEqual([{ event: 'message', data: 'one', id: null }]);
  });

  it('reads the same wherever the text is cut', async () => {
    const event = fc.record({
      data: fc.string(),
      id: fc.option(fc.stringMatching(/^[a-z0-9]*$/)),
      end: fc.constantFrom('\n', '\r\n', '\r'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event), fc.array(fc.nat(200)), async (events, cuts) => {
        const text = events
          .map(
            ({ data, id, end }) =>
              `${id === null ? '' : `id: ${id}${end}`}${data
                .split(/\r\n|\n|\r/)
                .map((line) => `data: ${line}${end}`)
                .join('')}${end}`,
          )
          .join('');
        const marks = [...new Set([0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length])].sort((a, b) => a - b);
        const parts = marks.slice(1).map((mark, at) => text.slice(marks[at], mark));
        expect((await eventsOf(parts)).map(({ data }) => data)).toEqual(events.map(({ data }) => data.replace(/\r\n|\r/g, '\n')));
      }),
    );
  });
});
