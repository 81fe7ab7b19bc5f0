import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../client.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A daemon that treats its first connection as the first answer says, and so on; the last holds for all further ones. */
async function daemon(...answers: readonly Answer[]): Promise<{ baseUrl: string; readonly asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answers[Math.min(asked.length, answers.length) - 1]?.(response, request);
  });
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, asked };
}

const event = (number: number): string =>
  `id: a-${number}\nevent: process.added\ndata: {"type":"process.added","process":"p${number}"}\n\n`;
const END = 'event: end\ndata: {"reason":"stopping"}\n\n';

const begins = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'content-type': 'text/event-stream' });
const breaksAfter =
  (text: string): Answer =>
  (response) =>
    void begins(response).write(text, () => response.destroy());
const endsWith =
  (text: string): Answer =>
  (response) =>
    void begins(response).end(text);
const refuses =
  (status: number, code: string): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ code, detail: 'not now', error: 'not now', status }));

async function idsOf(events: AsyncIterable<{ id: string | null }>): Promise<(string | null)[]> {
  const ids: (string | null)[] = [];
  for await (const { id } of events) ids.push(id);
  return ids;
}

describe('a followed stream', () => {
  it('goes on where it broke, again and again, and ends when the daemon says so', async () => {
    const { baseUrl, asked } = await daemon(
      breaksAfter(event(1) + event(2) + 'id: a-3\nevent: process.added\ndata: {"type":"proc'),
      breaksAfter(event(3)),
      // A proxy that ends a connection in good order after a while.
      endsWith(event(4)),
      endsWith(event(5) + END),
    );
    expect(await idsOf(createClient({ baseUrl }).events.follow())).toEqual(['a-1', 'a-2', 'a-3', 'a-4', 'a-5']);
    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'a-2', 'a-3', 'a-4']);
  });

  it('goes on after an id that came without an event', async () => {
    const { baseUrl, asked } = await daemon(breaksAfter('id: a-7\n\n: heartbeat\nid: a-9\n\n'), endsWith(END));
    expect(await idsOf(createClient({ baseUrl }).events.follow())).toEqual([]);
    expect(asked[1]?.headers['last-event-id']).toBe('a-9');
  });

  it('waits for a daemon that is coming back', async () => {
    const { baseUrl, asked } = await daemon(
      breaksAfter('id: o1-e1\ndata: {"stream":"stdout","lines":["one"]}\n\n'),
      (response) => response.destroy(),
      refuses(404, 'PROVISR_PROCESS_NOT_FOUND'),
      refuses(429, 'PROVISR_RATE_LIMITED'),
      endsWith('id: o2-e1\ndata: {"stream":"stdout","lines":["two"]}\n\n' + END),
    );
    const lines: string[] = [];
    const happened: string[] = [];
    const options = { onConnected: () => happened.push('connected'), onBroken: () => happened.push('broken') };
    for await (const { line } of createClient({ baseUrl }).logs.follow('web', options)) lines.push(line);
    expect(lines).toEqual(['one', 'two']);
    expect(happened).toEqual(['connected', 'broken', 'connected']);
    expect(asked.at(-1)).toMatchObject({ url: '/api/processes/web/logs?follow=true', headers: { 'last-event-id': 'o1-e1' } });
  });

  it('gives up when the daemon stays away', async () => {
    const { baseUrl } = await daemon(breaksAfter(event(1)), (response) => response.destroy());
    const startedMs = performance.now();
    await expect(idsOf(createClient({ baseUrl }).events.follow({ reconnectMs: 300 }))).rejects.toMatchObject({
      code: 'PROVISR_DAEMON_UNREACHABLE',
    });
    expect(performance.now() - startedMs).toBeGreaterThan(250);
  });

  it('does not try again what was refused for good, nor a first connection', async () => {
    const refused = await daemon(breaksAfter(event(1)), refuses(403, 'PROVISR_AUTH_FORBIDDEN'));
    await expect(idsOf(createClient(refused).events.follow())).rejects.toMatchObject({ code: 'PROVISR_AUTH_FORBIDDEN' });
    expect(refused.asked).toHaveLength(2);
    const unknown = await daemon(refuses(404, 'PROVISR_PROCESS_NOT_FOUND'));
    await expect(createClient(unknown).logs.follow('web').next()).rejects.toMatchObject({ code: 'PROVISR_PROCESS_NOT_FOUND' });
    expect(unknown.asked).toHaveLength(1);
  });

  it('ends with the problem the daemon tells in it', async () => {
    const { baseUrl } = await daemon(endsWith('id: o1\n\nevent: error\ndata: {"code":"PROVISR_LOG_UNAVAILABLE","detail":"gone"}\n\n'));
    await expect(createClient({ baseUrl }).logs.follow('web').next()).rejects.toMatchObject({
      code: 'PROVISR_LOG_UNAVAILABLE',
      message: 'gone',
    });
  });

  it('ends with the reason of the signal while it is without a connection', async () => {
    const { baseUrl } = await daemon(breaksAfter(event(1)), (response) => response.destroy());
    const controller = new AbortController();
    const events = createClient({ baseUrl }).events.follow({ signal: controller.signal });
    await events.next();
    const next = events.next();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 120);
    await expect(next).rejects.toBe(reason);
  });

  it('asks for what was selected', async () => {
    const { baseUrl, asked } = await daemon(endsWith(END));
    await idsOf(createClient({ baseUrl }).events.follow({ selector: { base: 'web' }, types: ['process.state', 'process.exited'] }));
    expect(asked[0]?.url).toBe('/api/events?base=web&type=process.state%2Cprocess.exited');
  });
});
