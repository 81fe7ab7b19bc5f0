import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createClient, type EventMessage } from '#client';
import type { EventDto } from '#contract';
import { ANY_PORT, cuttingProxy, printFigures, type ServedConfig, serveConfig, waitFor } from '#testing';
import { newToken } from '../security/tokens.js';
import { openStream } from './open-stream.js';

const viewer = newToken('looks', 'viewer');
const operator = newToken('acts', 'operator');
const sleeper = (name: string, more = ''): string => `[[processes]]\n[processes.spec]\nname = "${name}"\ncommand = "sleep 600"\n${more}`;

let served: ServedConfig;

beforeAll(async () => {
  const auth = `[server.auth]\n${viewer.toml}${operator.toml}`;
  served = await serveConfig(
    [
      ANY_PORT,
      auth,
      sleeper('web', 'instances = 2\n'),
      sleeper('web-admin'),
      '[[processes]]\n[processes.spec]\nname = "fails"\ncommand = "sh -c \'exit 3\'"\nexit_codes = [0]\n',
    ].join('\n'),
    { token: operator.value },
  );
  await waitFor(async () => (await served.ask('/health/ready')).status === 200, { what: 'the boot' });
});

afterAll(() => served?.close());

/** What a raw stream has told so far. */
function eventsIn(text: string): { id: string; event: string; data: EventDto }[] {
  return [...text.matchAll(/^id: (.*)\nevent: (.*)\ndata: (.*)\n\n/gm)].map(([, id = '', event = '', data = '']) => ({
    id,
    event,
    data: JSON.parse(data) as EventDto,
  }));
}

async function opened(query = '', headers: Readonly<Record<string, string>> = {}): ReturnType<typeof openStream> {
  const stream = await openStream(`${served.daemon.url}/events${query}`, { ...viewer.headers, ...headers });
  onTestFinished(() => stream.leave());
  return stream;
}

const restart = (selector: string): Promise<unknown> => served.post(`/restart?${selector}`, undefined, { headers: operator.headers });

describe('GET /events', () => {
  it('tells a viewer what happens as it happens, as server-sent events in snake_case', async () => {
    const stream = await opened('?base=web');
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    await stream.until('retry: 1000\n');
    await restart('name=web-1');
    await stream.until('"type":"process.started"');
    const events = eventsIn(stream.text());
    expect(events.map(({ event }) => event)).toEqual(events.map(({ data }) => data.type));
    expect(
      events.every(({ data }) => 'base' in data && data.process === 'web-1' && data.base === 'web' && !Number.isNaN(Date.parse(data.at))),
    ).toBe(true);
    const numbers = events.map(({ id }) => Number(id.split('-')[1]));
    expect(numbers).toEqual(numbers.map((_, at) => numbers[0]! + at));
    const of = (type: EventDto['type']): EventDto | undefined => events.find(({ data }) => data.type === type)?.data;
    expect(of('process.exited')).toMatchObject({ exit_code: null, exit_signal: 'SIGTERM', exit_error: null, expected: true });
    expect(of('process.started')).toMatchObject({ took_seconds: expect.any(Number) as number, automatic: false });
    expect(events.flatMap(({ data }) => (data.type === 'process.state' ? `${data.from}>${data.to}` : []))).toEqual([
      'running>stopping',
      'stopping>starting',
      'starting>running',
    ]);
    const by = { name: 'acts', role: 'operator', via: 'token' };
    expect(events[0]?.data).toMatchObject({ type: 'process.asked', what: 'restart', cause: 'operator', by });
  });

  it('selects by name, base, wildcard and type', async () => {
    const queries = [
      '?name=web',
      '?name=web-2',
      '?base=web',
      '?wildcard=*-admin',
      '?type=process.spawned',
      '?name=web-1&type=process.exited',
    ];
    const streams = await Promise.all(queries.map((query) => opened(query)));
    const everything = await opened();
    await restart('wildcard=web*');
    await waitFor(() => eventsIn(everything.text()).filter(({ event }) => event === 'process.started').length === 3);
    await Promise.all([0, 1, 2, 4].map((at) => streams[at]?.until(/web-2".*\n\n/)));
    const seen = streams.map((stream) => new Set(eventsIn(stream.text()).flatMap(({ data }) => ('base' in data ? [data.process] : []))));
    expect(seen.map((names) => [...names].sort())).toEqual([
      ['web-1', 'web-2'],
      ['web-2'],
      ['web-1', 'web-2'],
      ['web-admin'],
      ['web-1', 'web-2', 'web-admin'],
      ['web-1'],
    ]);
    expect(eventsIn(streams[4]!.text()).every(({ event }) => event === 'process.spawned')).toBe(true);
    expect(eventsIn(streams[5]!.text()).map(({ event }) => event)).toEqual(['process.exited']);
  });

  it('replays what is kept: after an id, in the header or the query, or everything after a mark', async () => {
    const everything = await opened('?last_event_id=0');
    await everything.until('web-admin');
    expect(everything.text()).toMatch(/event: gap\ndata: {"type":"gap","missed":null,"reason":"restart"}\n\n/);
    const [first, second] = eventsIn(everything.text()).slice(1);
    for (const stream of [await opened('', { 'last-event-id': first!.id }), await opened(`?last_event_id=${first!.id}`)]) {
      await stream.until(`id: ${second!.id}\n`);
      expect(eventsIn(stream.text())[0]).toEqual(second);
    }
    const fails = await opened('?last_event_id=0&name=fails&type=process.exited');
    await fails.until('"exit_code":3');
  });

  it('refuses what it does not know, and who it does not know', async () => {
    const ask = (query: string, headers: Readonly<Record<string, string>> = viewer.headers): ReturnType<ServedConfig['get']> =>
      served.get(`/events${query}`, { headers });
    expect(await ask('', {})).toMatchObject({ status: 401 });
    expect((await ask('?type=process.state,process.stoped')).json()).toMatchObject({
      status: 400,
      code: 'PROVISR_REQUEST_INVALID',
      errors: [{ pointer: '/type', message: 'no such type of event: process.stoped' }],
    });
    expect((await ask('?name=a&base=b')).json()).toMatchObject({ code: 'PROVISR_SELECTOR_INVALID' });
    expect((await ask('?nmae=a')).json()).toMatchObject({
      errors: [{ pointer: '/nmae', suggestion: expect.stringContaining('name') as string }],
    });
  });
});

describe('a client that follows events', () => {
  it('misses none and gets none twice, however often the connection breaks', async () => {
    const proxy = await cuttingProxy(served.origin);
    onTestFinished(() => proxy.close());
    const direct = await opened('?name=web-1');
    const messages: EventMessage[] = [];
    const controller = new AbortController();
    const client = createClient({ baseUrl: `${proxy.origin}/api`, token: viewer.value });
    const following = (async () => {
      for await (const message of client.events.follow({ selector: { name: 'web-1' }, signal: controller.signal })) messages.push(message);
    })().catch((error: unknown) => error);
    // The first event that both see is where they are compared from.
    await waitFor(async () => {
      await restart('name=web-1');
      return messages.length > 0;
    });
    for (let cuts = 0; cuts < 20; cuts += 1) {
      const restarted = restart('name=web-1');
      proxy.cut();
      await restarted;
    }
    const lastId = (): string | undefined => eventsIn(direct.text()).at(-1)?.id;
    await waitFor(() => messages.at(-1)?.id === lastId(), { what: 'the client to have the last event' });
    controller.abort();
    await following;
    const wanted = eventsIn(direct.text()).map(({ id }) => id);
    const got = messages.map(({ id }) => id);
    expect(messages.filter(({ event }) => event.type === 'gap')).toEqual([]);
    expect(got).toEqual(wanted.slice(wanted.indexOf(String(got[0]))));
    printFigures(`${got.length} events over 20 broken connections, none missing, none doubled`);
  });
});
