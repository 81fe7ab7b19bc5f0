import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from './client.js';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const closers: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that records what it is asked and answers as told. */
async function serve(
  answer: (seen: Seen, response: ServerResponse) => void,
  socketPath?: string,
): Promise<{ baseUrl: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      seen.push(entry);
      answer(entry, response);
    });
  });
  await listening(server, socketPath);
  const address = server.address();
  return { baseUrl: `http://127.0.0.1:${typeof address === 'string' ? 80 : (address as AddressInfo).port}/api`, seen };
}

function listening(server: Server | ReturnType<typeof createTcpServer>, socketPath?: string): Promise<void> {
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return new Promise((resolve) => server.listen(socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath }, resolve));
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': status < 300 ? 'application/json' : 'application/problem+json' }).end(JSON.stringify(body));
}

async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'provisr-client-'));
  closers.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('requests', () => {
  it('sends selectors and waits in the query', async () => {
    const { baseUrl, seen } = await serve((_seen, response) => json(response, 200, { ok: true }));
    const client = createClient({ baseUrl });
    await client.processes.stop({ wildcard: 'demo-*' }, { waitMs: 1500 });
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/api/stop?wildcard=demo-*&wait=1500ms', body: '' });
  });

  it('sends a specification as JSON', async () => {
    const { baseUrl, seen } = await serve((_seen, response) => json(response, 200, { ok: true, processes: [] }));
    await createClient({ baseUrl: `${baseUrl}/` }).processes.launch({ name: 'demo', command: 'echo ünï' });
    expect(seen[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ name: 'demo', command: 'echo ünï' });
    expect(seen[0]?.url).toBe('/api/start');
  });

  it('asks endpoints that only their author knows', async () => {
    const { baseUrl, seen } = await serve(({ url }, response) => {
      if (url.endsWith('empty')) response.writeHead(204).end();
      else if (url.endsWith('text')) response.end('text');
      else json(response, url.includes('bad') ? 404 : 200, { code: 'PROVISR_ROUTE_NOT_FOUND', detail: 'none such' });
    });
    const client = createClient({ baseUrl, token: 't' });
    await client.request('POST', '/orders/open', { query: { of: 'a b' }, body: { n: 1 } });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/api/orders/open?of=a+b',
      body: '{"n":1}',
      headers: { authorization: 'Bearer t' },
    });
    expect(await client.request('DELETE', 'empty')).toBe(null);
    await expect(client.request('GET', 'bad')).rejects.toMatchObject({ code: 'PROVISR_ROUTE_NOT_FOUND' });
    await expect(client.request('GET', 'text')).rejects.toMatchObject({ code: 'PROVISR_UNEXPECTED' });
  });

  it('asks the health endpoints at the root, whatever the base path is', async () => {
    const { baseUrl, seen } = await serve((_seen, response) => json(response, 200, { status: 'ok' }));
    await createClient({ baseUrl }).daemon.ready();
    expect(seen[0]?.url).toBe('/health/ready');
  });

  it('goes over a unix socket', async () => {
    const socketPath = join(await temporaryDirectory(), 'api.sock');
    const { seen } = await serve((_seen, response) => json(response, 200, { ok: true }), socketPath);
    const client = createClient({ socketPath });
    expect(client.address).toBe(`unix:${socketPath}`);
    await expect(client.daemon.ping()).resolves.toEqual({ ok: true });
    expect(seen[0]).toMatchObject({ url: '/api/status', headers: { host: 'localhost' } });
  });

  it('gives metrics as text', async () => {
    const { baseUrl } = await serve((_seen, response) => response.end('provisr_up 1\n'));
    await expect(createClient({ baseUrl }).daemon.metrics()).resolves.toBe('provisr_up 1\n');
  });
});

describe('tokens', () => {
  it('go along as bearer, and not to where a redirect points', async () => {
    const elsewhere = await serve((_seen, response) => json(response, 200, { ok: true }));
    const { baseUrl, seen } = await serve((_seen, response) => response.writeHead(307, { location: `${elsewhere.baseUrl}/status` }).end());
    await expect(createClient({ baseUrl, token: 'secret' }).daemon.ping()).rejects.toMatchObject({ code: 'PROVISR_UNEXPECTED' });
    expect(seen[0]?.headers.authorization).toBe('Bearer secret');
    expect(elsewhere.seen).toEqual([]);
  });

  it('do not belong into the address', () => {
    expect(() => createClient({ baseUrl: 'http://me:secret@127.0.0.1/api' })).toThrow(/user name or password/);
  });
});

describe('errors', () => {
  it('become the error the daemon threw, with hint and details', async () => {
    const problem = {
      type: 'urn:provisr:error:start-failed',
      title: 'Process did not start',
      status: 422,
      detail: 'web did not start: exit code 3',
      code: 'PROVISR_START_FAILED',
      error: 'web did not start: exit code 3',
      hint: 'look at its output',
      exit_code: 3,
      attempts: 2,
    };
    const { baseUrl } = await serve((_seen, response) => json(response, 422, problem));
    await expect(createClient({ baseUrl }).processes.start({ name: 'web' })).rejects.toMatchObject({
      code: 'PROVISR_START_FAILED',
      message: 'web did not start: exit code 3',
      hint: 'look at its output',
      details: { exit_code: 3, attempts: 2 },
    });
  });

  it('of something that is no daemon name the address and not the body', async () => {
    const { baseUrl } = await serve((_seen, response) => response.writeHead(404).end('<html>not here</html>'));
    await expect(createClient({ baseUrl }).processes.list()).rejects.toMatchObject({
      code: 'PROVISR_ROUTE_NOT_FOUND',
      message: expect.stringContaining(baseUrl) as string,
    });
  });

  it('tell an answer that is not JSON', async () => {
    const { baseUrl } = await serve((_seen, response) => response.end('hello'));
    await expect(createClient({ baseUrl }).processes.list()).rejects.toMatchObject({ code: 'PROVISR_UNEXPECTED' });
  });

  it.each(['not an address', 'ftp://127.0.0.1/api', '127.0.0.1:8080', 'http://127.0.0.1/api?x=1'])('refuse the address %s', (baseUrl) => {
    expect(() => createClient({ baseUrl })).toThrow(expect.objectContaining({ code: 'PROVISR_USAGE_INVALID' }));
  });
});

describe('a daemon that cannot be reached', () => {
  it('is named, with the next step', async () => {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(createClient({ baseUrl: `http://127.0.0.1:${port}/api` }).daemon.ping()).rejects.toMatchObject({
      code: 'PROVISR_DAEMON_UNREACHABLE',
      message: `daemon not reachable at http://127.0.0.1:${port}/api (connection refused) - start it with 'provisr serve'`,
    });
  });

  it('includes a socket that is not there', async () => {
    const socketPath = join(await temporaryDirectory(), 'none.sock');
    await expect(createClient({ socketPath }).daemon.ping()).rejects.toMatchObject({
      code: 'PROVISR_DAEMON_UNREACHABLE',
      details: { reason: 'ENOENT' },
    });
  });

  it('is told from one that does not answer in time', async () => {
    const { baseUrl } = await serve((_seen, response) => void closers.push(() => void response.destroy()));
    await expect(createClient({ baseUrl, timeoutMs: 50 }).processes.list()).rejects.toMatchObject({ code: 'PROVISR_WAIT_TIMED_OUT' });
  });

  it('is told from one that stops in the middle of an answer', async () => {
    const { baseUrl } = await serve((_seen, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"half":');
      closers.push(() => void response.destroy());
    });
    await expect(createClient({ baseUrl, timeoutMs: 50 }).processes.list()).rejects.toMatchObject({ code: 'PROVISR_WAIT_TIMED_OUT' });
  });
});

describe('broken connections', () => {
  /** Closes the first `breaks` connections without an answer. */
  async function flaky(breaks: number): Promise<{ baseUrl: string; connections: () => number }> {
    let connections = 0;
    const server = createServer((request, response) => {
      connections += 1;
      if (connections <= breaks) request.socket.destroy();
      else json(response, 200, { ok: true });
    });
    await listening(server);
    return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, connections: () => connections };
  }

  it('are tried again for what only reads', async () => {
    const { baseUrl, connections } = await flaky(2);
    await expect(createClient({ baseUrl }).daemon.ping()).resolves.toEqual({ ok: true });
    expect(connections()).toBe(3);
  });

  it('are not tried again for what changes something', async () => {
    const { baseUrl, connections } = await flaky(1);
    await expect(createClient({ baseUrl }).processes.stop({ name: 'web' })).rejects.toMatchObject({ code: 'PROVISR_DAEMON_UNREACHABLE' });
    expect(connections()).toBe(1);
  });
});

describe('streams', () => {
  it('give log lines as they come and close the connection when the loop is left', async () => {
    let closed: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const { baseUrl, seen } = await serve((_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\nid: 1\ndata: {"stream":"stdout","lines":["one"]}\n\nid: 2\ndata: {"stream":"std');
      response.write('err","lines":["two"]}\n\ndata: {"stream":"stdout","lines":["three","fo"],"partial":true}\n\n');
      response.once('close', () => closed?.());
    });
    const lines: unknown[] = [];
    for await (const line of createClient({ baseUrl }).logs.follow('web', { tail: 5 })) {
      lines.push(line);
      if (lines.length === 4) break;
    }
    await gone;
    expect(lines).toEqual([
      { stream: 'stdout', line: 'one' },
      { stream: 'stderr', line: 'two' },
      { stream: 'stdout', line: 'three' },
      { stream: 'stdout', line: 'fo', partial: true },
    ]);
    expect(seen[0]).toMatchObject({ url: '/api/processes/web/logs?tail=5&follow=true', headers: { accept: 'text/event-stream' } });
  });

  it('continue events after the last one seen', async () => {
    const { baseUrl, seen } = await serve((_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('id: 8\nevent: process.added\ndata: {"type":"process.added"}\n\nevent: end\ndata: {"reason":"stopping"}\n\n');
    });
    const messages = [];
    for await (const message of createClient({ baseUrl }).events.follow({ lastEventId: '7' })) messages.push(message);
    expect(messages).toEqual([{ id: '8', event: { type: 'process.added' } }]);
    expect(seen[0]?.headers['last-event-id']).toBe('7');
  });

  it('end with the reason of the signal', async () => {
    const { baseUrl } = await serve((_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"stream":"stdout","lines":["one"]}\n\n');
      closers.push(() => void response.destroy());
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    await expect(async () => {
      for await (const _line of createClient({ baseUrl }).logs.follow('web', { signal: controller.signal })) controller.abort(reason);
    }).rejects.toBe(reason);
  });

  it('tell a connection that broke before there was anything to go on from', async () => {
    const { baseUrl } = await serve((_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"stream":"stdout","lines":["one"]}\n\n', () => response.destroy());
    });
    await expect(async () => {
      for await (const _line of createClient({ baseUrl }).logs.follow('web')) continue;
    }).rejects.toMatchObject({ code: 'PROVISR_DAEMON_UNREACHABLE' });
  });
});
