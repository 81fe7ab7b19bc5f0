import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ServerEvent, serverEvents } from './event-stream.js';

const TEXT = 'retry: 1000\nid: a\n\n: heartbeat\n\nid: b\nevent: log\ndata: {"größe":1}\n\n';

it('reads server-sent events, wherever the network cuts them', async () => {
  const bytes = new TextEncoder().encode(TEXT);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length })), async (cuts) => {
      const places = [0, ...cuts.toSorted((left, right) => left - right), bytes.length];
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 1; at < places.length; at += 1) controller.enqueue(bytes.slice(places[at - 1], places[at]));
          controller.close();
        },
      });
      const events: ServerEvent[] = [];
      for await (const some of serverEvents(body)) events.push(...some);
      expect(events).toEqual([
        { event: 'message', data: '', id: 'a' },
        { event: 'message', data: '', id: null },
        { event: 'log', data: '{"größe":1}', id: 'b' },
      ]);
    }),
  );
});
