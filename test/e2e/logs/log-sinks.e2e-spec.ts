import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { type SyslogReceiver, tcpReceiver } from '../../../src/daemon/fixtures/syslog-receivers.js';

const LINES = Array.from({ length: 200 }, (_, index) => `line ${index} grün`);
const SCRIPT = `for (let i = 0; i < ${LINES.length}; i += 1) console.log('line ' + i + ' grün'); setInterval(() => {}, 1e6);`;

describe('all log sinks in one configuration', () => {
  const bench = new DaemonBench('log-sinks');
  const at = (path: string): string => join(bench.directory.path, path);
  const collected: string[] = [];
  let syslog: SyslogReceiver;
  let collector: Server;
  let daemon: DaemonProcess;

  beforeAll(async () => {
    syslog = await tcpReceiver();
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (data: Buffer) => chunks.push(data));
      request.on('end', () => {
        collected.push(Buffer.concat(chunks).toString());
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/logs`;
    bench.configure({
      log: {
        dir: bench.logDir,
        sinks: [
          { type: 'stdout', options: { format: 'prefixed' } },
          { type: 'json-lines', options: { path: 'lines/{process}.jsonl' } },
          { type: 'syslog', options: { address: syslog.address, hostname: 'host' } },
          { type: 'otlp', options: { url, compression: 'none', batch_interval: '50ms' } },
          { type: 'file', options: { path: 'copies/{process}.{stream}.log' } },
        ],
      },
      processes: [{ name: 'talker', args: [process.execPath, '-e', SCRIPT] }],
    });
    daemon = await bench.serve();
  });
  afterAll(async () => {
    await bench.close();
    await syslog.close();
    collector.closeAllConnections();
    collector.close();
  });

  it('get each line of a process, with where it comes from', async () => {
    const pid = (await daemon.client.processes.get('talker')).pid;
    const whole = `${LINES.join('\n')}\n`;
    await waitFor(() => bench.log('talker') === whole);
    await waitFor(() => readFileSync(at('copies/talker.stdout.log'), 'utf8') === whole);
    await waitFor(() => LINES.every((line) => daemon.output().includes(`talker | ${line}\n`)), { what: 'lines on standard output' });
    await waitFor(() => syslog.messages().length === LINES.length, { what: 'syslog messages' });
    const header = new RegExp(`^<30>1 \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z host talker ${pid} stdout - \ufeffline 7 grün$`);
    expect(syslog.messages()[7]).toMatch(header);
    const bodies = (): string[] => [...collected.join('').matchAll(/"body":\{"stringValue":"([^"]*)"\}/g)].map(([, body]) => body ?? '');
    await waitFor(() => bodies().length >= LINES.length);
    expect(bodies().slice(0, LINES.length)).toEqual(LINES);
    const objects = readFileSync(at('lines/talker.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(objects[7]).toEqual({ time: expect.any(String) as string, process: 'talker', stream: 'stdout', pid, message: LINES[7] });
  });
});
