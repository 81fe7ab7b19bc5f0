import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#core';
import { EventSink, EventSinkFactory, type OpenEventSink, type OutgoingEvent } from '#plugin';
import { scratchDirectory, waitFor } from '#testing';
import { TestDaemon } from '../fixtures/test-daemon.js';
import { signedHeaders } from './webhook-signature.js';
import { WebhookSink } from './webhook.sink.js';

const EVENT: OutgoingEvent = { id: 'e-1', event: { type: 'daemon.stopping', at: '2026-01-31T12:00:00.000Z' } };
const SECRET = 'whsec_c2VjcmV0';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A receiver on a port of its own. @param answer `null` = none */
async function receiver(
  answer: (count: number) => number | null,
): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const status = answer(received.length);
      if (status !== null) response.writeHead(status).end('thank you');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/very-secret?token=very-secret`, received };
}

function sinkFor(url: string, timeoutMs = 5_000): WebhookSink {
  const sink = new WebhookSink({ url: new URL(url), secret: SECRET, timeoutMs }, systemClock);
  onTestFinished(() => sink.close());
  return sink;
}

const deliver = (sink: WebhookSink): Promise<void> => sink.deliver(EVENT, new AbortController().signal);

describe('a webhook', () => {
  it('is signed as its receiver can check', async () => {
    const { url, received } = await receiver(() => 204);
    await deliver(sinkFor(url));
    const [{ headers, body }] = received as [Received];
    expect(JSON.parse(body)).toMatchObject({ type: 'daemon.stopping', timestamp: EVENT.event.at, data: { ...EVENT.event, id: 'e-1' } });
    const signed = `e-1.${String(headers['webhook-timestamp'])}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', 'secret').update(signed).digest('base64')}`);
    expect(headers).toMatchObject({ 'webhook-id': 'e-1', 'content-type': 'application/json' });
    // The example of the specification (standard-webhooks, its reference libraries).
    const { 'webhook-signature': signature } = signedHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330_000,
      '{"test": 2432232314}',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    );
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(signedHeaders('a', 0, '', null)).toEqual({ 'webhook-id': 'a', 'webhook-timestamp': '0' });
  });

  it.each([
    [500, 'Error'],
    [429, 'Error'],
    [404, 'DeliveryRefused'],
    [302, 'DeliveryRefused'],
  ])('that is answered with %i is not delivered (%s)', async (status, name) => {
    const { url } = await receiver(() => status);
    await expect(deliver(sinkFor(url))).rejects.toMatchObject({ name, message: `the receiver answered with ${status}` });
  });

  it('does not wait for ever, and tells nobody its address', async () => {
    const { url } = await receiver(() => null);
    await expect(deliver(sinkFor(url, 50))).rejects.toThrow(/^no answer within 50 ms$/);
    await expect(deliver(sinkFor('http://127.0.0.1:1/very-secret'))).rejects.toThrow(/^(?!.*very-secret).*ECONNREFUSED/);
  });
});

describe('a daemon with event sinks', () => {
  let daemon: TestDaemon | null = null;

  afterEach(async () => {
    await daemon?.close();
    daemon = null;
  });

  const told: string[] = [];

  @EventSink('noted')
  class NotingFactory extends EventSinkFactory<{ prefix?: string }> {
    open({ prefix = '' }: { prefix?: string }): OpenEventSink {
      return { deliver: ({ event }) => Promise.resolve(void told.push(prefix + event.type)) };
    }
  }

  it('tells those who want to know, again and again where that fails, and nobody a secret', async () => {
    const lines: string[] = [];
    const note = (...parts: readonly unknown[]): void => void lines.push(JSON.stringify(parts));
    const logger = { log: note, warn: note, error: note, debug: note, fatal: note };
    const { url, received } = await receiver((count) => (count === 1 ? 503 : 200));
    const scratch = scratchDirectory();
    onTestFinished(() => scratch.remove());
    const file = scratch.write('secret', `${SECRET}\n`);
    daemon = await TestDaemon.start(
      `
[[events.webhooks]]
url = "${url}"
secret_file = "${file}"
types = ["daemon.started", "process.exited"]
retry_interval = "1ms"

[[events.sinks]]
type = "noted"
processes = ["short"]
options = { prefix = "! " }

[server]
listen = "127.0.0.1:0"

[[processes]]
[processes.spec]
name = "short"
command = "sh -c 'exit 3'"
`,
      {},
      { overrides: [NotingFactory], logger },
    );
    await waitFor(() => received.length >= 3, { what: 'the events to arrive' });
    const types = received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(types).toEqual(['daemon.started', 'daemon.started', 'process.exited']);
    expect(received[0]?.headers['webhook-id']).toBe(received[1]?.headers['webhook-id']);
    expect(told).toContain('! process.exited');
    expect(told).not.toContain('! daemon.started');
    const problems = await daemon.get('/api/history?type=daemon.problem');
    expect(problems.text).toMatch(/event sink 127\.0\.0\.1:\d+.*the receiver answered with 503/);
    await daemon.close();
    daemon = null;
    expect(lines.join('\n')).not.toMatch(/very-secret|c2VjcmV0/);
    expect(problems.text).not.toMatch(/very-secret|c2VjcmV0/);
  });

  it('is not started with a sink that nobody knows', async () => {
    const config = '[[events.sinks]]\ntype = "webhok"\n[server]\nlisten = "127.0.0.1:0"\n';
    await expect(TestDaemon.start(config)).rejects.toMatchObject({
      code: 'PROVISR_CONFIG_INVALID',
      message: expect.stringContaining('webhok') as string,
    });
    const wrong = '[[events.webhooks]]\nurl = "https://x.example/very-secret"\ntypes = ["proces.*"]\nsecret_file = "/nowhere"\n';
    const error: unknown = await TestDaemon.start(wrong).catch((reason: unknown) => reason);
    expect((error as Error).message).not.toContain('very-secret');
    expect(JSON.stringify((error as { details: unknown }).details)).toMatch(/no such type of event: proces.*ENOENT/);
  });
});
