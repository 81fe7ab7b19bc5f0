import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SyslogSinkDto } from '#contract';
import { type LogSink, systemClock } from '#core';
import { loadLibrary, type NativeLibrary } from '#native';
import type { LogTarget } from '#plugin';
import { logSinkConformance, scratchDirectory, waitFor } from '#testing';
import { hurriedClock } from '../../../src/daemon/fixtures/hurried-clock.js';
import {
  endedByNewline,
  type SyslogReceiver,
  tcpReceiver,
  tlsReceiver,
  udpReceiver,
  unixDatagramReceiver,
  unixReceiver,
} from '../../../src/daemon/fixtures/syslog-receivers.js';
import { issueCertificate, makeAuthority } from '../../../src/daemon/tls/certificate-authority.js';
import { SyslogSinks } from '../../../src/daemon/log-sinks/syslog/syslog-sinks.js';

const target = { process: 'web', stream: 'stdout', pid: () => 42, log: { timestamps: false } } as LogTarget;
const library = loadLibrary();
const SETTINGS = { commonName: '127.0.0.1', organization: 'test', dnsNames: [], ipAddresses: [], validDays: 1 };

/** The lines of messages without the header. */
function linesOf({ messages }: SyslogReceiver): string[] {
  return messages().map((message) => message.replace(/^<30>1 \S+ host web 42 stdout - \ufeff?/, ''));
}

describe('syslog', () => {
  const directory = scratchDirectory('syslog');
  const closing: (() => void | Promise<void>)[] = [];
  let sockets = 0;
  let authority: Awaited<ReturnType<typeof makeAuthority>>;
  beforeAll(async () => {
    authority = await makeAuthority('test', Date.now());
    directory.write('ca.pem', authority.cert);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  afterAll(() => directory.remove());

  async function use(made: SyslogReceiver | Promise<SyslogReceiver>): Promise<SyslogReceiver> {
    const receiver = await made;
    closing.push(receiver.close);
    return receiver;
  }

  function open(address: string, options: Partial<SyslogSinkDto> = {}, sinks = new SyslogSinks(systemClock)): LogSink {
    const sink = sinks.open({ address, hostname: 'host', ...options }, target);
    closing.push(() => sink.close());
    return sink;
  }

  const socketPath = (): string => join(directory.path, `s${(sockets += 1)}`);
  const ca = { ca_file: join(directory.path, 'ca.pem') };
  const ways: [string, () => SyslogReceiver | Promise<SyslogReceiver>, Partial<SyslogSinkDto>][] = [
    ['udp', udpReceiver, {}],
    ['tcp', tcpReceiver, {}],
    ['tcp, with newlines', () => tcpReceiver(endedByNewline), { framing: 'newline' }],
    ['tls', async () => tlsReceiver(await issueCertificate(authority, SETTINGS, Date.now())), ca],
    ['a unix socket', () => unixReceiver(socketPath()), {}],
  ];
  if ('koffi' in library) ways.push(['a unix socket of datagrams', () => unixDatagramReceiver(socketPath(), library), {}]);

  describe.each(ways)('by %s', (_way, receiverOf, options) => {
    it.each(logSinkConformance)('$name', async ({ check }) => {
      const receiver = await use(receiverOf());
      await check({ open: () => open(receiver.address, options), lines: () => linesOf(receiver) });
    });
  });

  it('goes on when the receiver comes back, and tells what was lost meanwhile', async () => {
    const first = await tcpReceiver();
    const { port } = new URL(first.address);
    const sink = open(first.address, { buffer: 65_536 }, new SyslogSinks(hurriedClock));
    sink.write(Buffer.from('before\n'));
    await waitFor(() => first.messages().length === 1);
    await first.close();
    await waitFor(() => {
      sink.write(Buffer.from('gone\n'));
      return sink.problem;
    });
    expect(sink.problem).toMatch(/^syslog tcp:\/\/127\.0\.0\.1:\d+: /);
    for (let index = 0; index < 2000; index += 1) expect(sink.write(Buffer.from(`${'x'.repeat(100)} ${index}\n`))).toBe(true);
    expect(sink.droppedBytes).toBeGreaterThan(100_000);
    const second = await use(tcpReceiver(undefined, Number(port)));
    await waitFor(() => linesOf(second).some((line) => line.endsWith('x 1999')));
    expect(sink.problem).toBeNull();
    sink.write(Buffer.from('after\n'));
    await waitFor(() => linesOf(second).at(-1) === 'after');
    const dropped = sink.droppedBytes;
    expect(linesOf(second).at(-2)).toBe(`[provisr] ${dropped} bytes of output were dropped`);
  });

  it('holds nobody up when the receiver takes nothing', async () => {
    const receiver = await use(tcpReceiver());
    const sink = open(receiver.address, { buffer: 65_536 });
    sink.write(Buffer.from('one\n'));
    await waitFor(() => receiver.messages().length === 1);
    receiver.stall();
    // More than the kernel keeps for a connection on loopback.
    const chunk = Buffer.from(`${'y'.repeat(1000)}\n`.repeat(64));
    await waitFor(() => {
      expect(sink.write(chunk)).toBe(true);
      return sink.droppedBytes > 0;
    });
  });

  it('cuts long lines into messages of the size that is allowed', async () => {
    const receiver = await use(udpReceiver());
    const sink = open(receiver.address, { max_message_size: 480 });
    const line = 'grün '.repeat(400);
    sink.write(Buffer.from(`${line}\n`));
    await waitFor(() => linesOf(receiver).join('') === line);
    expect(receiver.messages().every((message) => Buffer.byteLength(message) <= 480)).toBe(true);
  });

  it('uses one connection for all that goes to one receiver', async () => {
    const receiver = await use(tcpReceiver());
    const sinks = new SyslogSinks(systemClock);
    const [first, second] = [open(receiver.address, {}, sinks), open(receiver.address, { facility: 'local0' }, sinks)];
    first.write(Buffer.from('one\n'));
    second.write(Buffer.from('two\n'));
    await first.close();
    second.write(Buffer.from('three\n'));
    await second.close();
    await waitFor(() => receiver.messages().length === 3);
    expect(receiver.messages().map((message) => message.replace(/ .* /, ' '))).toEqual(['<30>1 one', '<134>1 two', '<134>1 three']);
  });

  it('does not trust a receiver whose certificate it does not know', async () => {
    const receiver = await use(tlsReceiver(await issueCertificate(authority, SETTINGS, Date.now())));
    const sink = open(receiver.address);
    sink.write(Buffer.from('secret\n'));
    await waitFor(() => sink.problem);
    expect(sink.problem).toMatch(/certificate/);
    expect(receiver.messages()).toEqual([]);
  });

  it.skipIf(!('koffi' in library))('waits for a receiver of datagrams whose queue is full, and loses nothing', async () => {
    const path = socketPath();
    const receiver = await use(unixDatagramReceiver(path, library as NativeLibrary));
    const sink = open(receiver.address);
    const lines = Array.from({ length: 2000 }, (_, index) => `line ${index}`);
    sink.write(Buffer.from(`${lines.join('\n')}\n`));
    await waitFor(() => receiver.messages().length >= lines.length);
    expect(linesOf(receiver)).toEqual(lines);
    expect(sink.droppedBytes).toBe(0);
  });
});
