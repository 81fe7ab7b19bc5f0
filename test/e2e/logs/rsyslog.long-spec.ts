import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, scratchDirectory, waitFor } from '#testing';
import { Rsyslogd, type RsyslogProgram, rsyslogProgram } from './rsyslogd.js';

const program = rsyslogProgram();
const missing = 'reason' in program ? program.reason : null;
const LINES = ['plain', 'grün', 'with "quotes" ] and \\', '', 'last'];
const SCRIPT = `console.log(${JSON.stringify(LINES.join('\n'))}); console.error('wrong'); setInterval(() => {}, 1e6)`;

/** There is no way to have rsyslogd choose it. */
async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

describe.skipIf(missing !== null)(`messages as rsyslogd understands them${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  const directory = scratchDirectory('rsyslog');
  const bench = new DaemonBench('rsyslog');
  let rsyslogd: Rsyslogd;

  beforeAll(async () => {
    const [portFile, socket, udp] = [join(directory.path, 'port'), join(directory.path, 'log'), await freeUdpPort()];
    rsyslogd = new Rsyslogd(
      program as RsyslogProgram,
      directory,
      `module(load="imtcp") module(load="imudp") module(load="imuxsock" sysSock.use="off")
input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="${portFile}")
input(type="imudp" address="127.0.0.1" port="${udp}")
input(type="imuxsock" socket="${socket}" useSpecialParser="off" useSysTimeStamp="off")`,
    );
    const tcp = readFileSync(await rsyslogd.until(portFile), 'utf8').trim();
    await rsyslogd.until(socket);
    const ways: Record<string, object> = {
      counted: { address: `tcp://127.0.0.1:${tcp}`, structured_data: { 'test@32473': { a: 'quote " bracket ] backslash \\' } } },
      newline: { address: `tcp://127.0.0.1:${tcp}`, framing: 'newline' },
      udp: { address: `udp://127.0.0.1:${udp}`, facility: 'local3' },
      local: { address: `unix://${socket}` },
      old: { address: `tcp://127.0.0.1:${tcp}`, format: 'rfc3164' },
    };
    bench.configure({
      processes: Object.entries(ways).map(([name, options]) => ({
        name,
        args: [process.execPath, '-e', SCRIPT],
        log: { sinks: [{ type: 'syslog', options: { hostname: 'host', bom: false, ...options } }] },
      })),
    });
    await bench.serve();
    await waitFor(() => rsyslogd.stored().length >= Object.keys(ways).length * (LINES.length + 1), { what: 'all messages' });
  });
  afterAll(async () => {
    await bench.close();
    await rsyslogd?.close();
    directory.remove();
  });

  it.each([
    ['counted', 'daemon', String.raw`\[test@32473 a="quote \\" bracket \\] backslash \\\\"\]`],
    ['newline', 'daemon', '-'],
    ['udp', 'local3', '-'],
    ['local', 'daemon', '-'],
  ])('%s', (name, facility, data) => {
    const own = rsyslogd.stored().filter((line) => line.split(' ')[4] === name);
    const message = (severity: string, stream: string): RegExp =>
      new RegExp(String.raw`^${facility} ${severity} \d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00) host ${name} \d+ ${stream} ${data} \|(.*)\|$`);
    const read = (stream: string, severity: string): (string | undefined)[] =>
      own.filter((line) => line.split(' ')[6] === stream).map((line) => message(severity, stream).exec(line)?.[1]);
    expect(read('stdout', 'info')).toEqual(LINES);
    expect(read('stderr', 'err')).toEqual(['wrong']);
  });

  it('in the format of RFC 3164', () => {
    const own = rsyslogd.stored().filter((line) => line.split(' ')[4] === 'old');
    const read = own.map((line) => /^daemon (?:info|err) \S+ host old \d+ - - \| ?(.*)\|$/.exec(line)?.[1]);
    expect(new Set(read)).toEqual(new Set([...LINES, 'wrong']));
  });
});
