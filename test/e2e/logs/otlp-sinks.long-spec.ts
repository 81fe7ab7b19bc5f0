import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OtlpSinkDto } from '#contract';
import { type LogSink, systemClock } from '#core';
import type { LogTarget } from '#plugin';
import { logSinkConformance, scratchDirectory, waitFor } from '#testing';
import { hurriedClock } from '../../../src/daemon/fixtures/hurried-clock.js';
import { OtlpSinks } from '../../../src/daemon/log-sinks/otlp/otlp-sinks.js';

interface WireValue {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly boolValue?: boolean;
  readonly bytesValue?: string;
}
interface WireAttribute {
  readonly key: string;
  readonly value: WireValue;
}
interface WireRecord {
  readonly timeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: WireValue;
  readonly attributes: readonly WireAttribute[];
}
interface WireRequest {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] };
    readonly scopeLogs: readonly { readonly scope: { readonly name: string }; readonly logRecords: readonly WireRecord[] }[];
  }[];
}

const target = { process: 'web-1', stream: 'stdout', pid: () => 42, log: { timestamps: false } } as LogTarget;

/** By their keys, each value as it is on the wire. */
function tableOf(attributes: readonly WireAttribute[]): Record<string, WireValue> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
}

describe('otlp', () => {
  const requests: { readonly headers: IncomingMessage['headers']; readonly body: WireRequest }[] = [];
  let answers: number[];
  let server: Server;
  let url: string;
  const closing: (() => Promise<void>)[] = [];

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (data: Buffer) => chunks.push(data));
    request.on('end', () => {
      const status = answers.shift() ?? 200;
      const sent = Buffer.concat(chunks);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent).toString() : sent.toString();
      if (status === 200) requests.push({ headers: request.headers, body: JSON.parse(text) as WireRequest });
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' }).end('{}');
    });
  }

  beforeEach(async () => {
    requests.length = 0;
    answers = [];
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`;
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    server.closeAllConnections();
    server.close();
  });

  async function open(options: Partial<OtlpSinkDto> = {}, env: NodeJS.ProcessEnv = {}, of = target, clock = systemClock): Promise<LogSink> {
    const sink = await new OtlpSinks(clock, env).open({ url, batch_interval: '1ms', ...options }, of);
    closing.push(() => sink.close());
    return sink;
  }

  const records = (): WireRecord[] =>
    requests.flatMap(({ body }) => body.resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)));
  const lines = (): (string | undefined)[] => records().map(({ body }) => body.stringValue);

  it.each(logSinkConformance)('$name', ({ check }) => check({ open, lines: () => lines() as string[] }));

  it('sends what OTLP says, compressed, with the resource that the process is', async () => {
    const sink = await open(
      { resource: { 'deployment.environment.name': 'test' }, headers: { 'X-Scope-OrgID': 'shop' } },
      {},
      {
        ...target,
        stream: 'stderr',
      },
    );
    const before = Date.now();
    sink.write(Buffer.from('grün\r\n'));
    sink.write(Buffer.from([0xff, 0x41, 0x0a]));
    await sink.close();
    const [request] = requests;
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-scope-orgid': 'shop' });
    const [resourceLogs] = request?.body.resourceLogs ?? [];
    expect(tableOf(resourceLogs?.resource.attributes ?? [])).toEqual({
      'service.name': { stringValue: 'web-1' },
      'host.name': { stringValue: hostname() },
      'deployment.environment.name': { stringValue: 'test' },
    });
    expect(resourceLogs?.scopeLogs.map(({ scope }) => scope.name)).toEqual(['provisr']);
    const [text, binary] = records();
    expect(text).toMatchObject({ severityNumber: 17, severityText: 'ERROR', body: { stringValue: 'grün' } });
    expect(tableOf(text?.attributes ?? [])).toEqual({ 'log.iostream': { stringValue: 'stderr' }, 'process.pid': { intValue: 42 } });
    const sentAt = Number(BigInt(text?.timeUnixNano ?? 0) / 1_000_000n);
    expect(sentAt).toBeGreaterThanOrEqual(before);
    expect(sentAt).toBeLessThanOrEqual(Date.now());
    expect(binary?.body).toEqual({ bytesValue: Buffer.from([0xff, 0x41]).toString('base64') });
  });

  it('sends no more than the batch size at once, and all of it', async () => {
    const sink = await open({ batch_size: 10, compression: 'none' });
    const wanted = Array.from({ length: 95 }, (_, index) => `line ${index}`);
    sink.write(Buffer.from(`${wanted.join('\n')}\n`));
    await sink.close();
    expect(lines()).toEqual(wanted);
    expect(requests.length).toBeGreaterThanOrEqual(10);
    expect(requests[0]?.headers['content-encoding']).toBeUndefined();
  });

  it('tries again where the receiver is busy or away, and counts what it refuses', async () => {
    answers = [429, 503, 500, 404];
    const sink = await open({}, {}, target, hurriedClock);
    sink.write(Buffer.from('one\n'));
    await waitFor(() => lines().length === 1);
    expect([answers, sink.droppedBytes]).toEqual([[], 0]);
    answers = [400];
    sink.write(Buffer.from('four\n'));
    await waitFor(() => sink.droppedBytes > 0);
    expect(sink.problem).toBe(`otlp ${new URL(url).host}: the receiver answered with 400 Bad Request`);
    sink.write(Buffer.from('six\n'));
    await waitFor(() => lines().includes('six'));
    expect([sink.droppedBytes, sink.problem]).toEqual([4, null]);
  });

  it('says who it is, by a file or a variable', async () => {
    const directory = scratchDirectory('otlp');
    closing.push(async () => directory.remove());
    const file = directory.write('authorization', 'Bearer one\n');
    const sink = await open({ authorization_file: file });
    sink.write(Buffer.from('one\n'));
    await waitFor(() => requests.length === 1);
    directory.write('authorization', 'Bearer two\n');
    sink.write(Buffer.from('two\n'));
    await waitFor(() => requests.length === 2);
    const byVariable = await open({ authorization_env: 'SECRET' }, { SECRET: 'Basic dTpw' });
    byVariable.write(Buffer.from('three\n'));
    await waitFor(() => requests.length === 3);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two', 'Basic dTpw']);
    await expect(open({ authorization_env: 'SECRET' })).rejects.toThrow('authorization_env: the daemon has no variable SECRET');
  });
});
