import { describe, expect, it } from 'vitest';
import type { FieldProblem } from '../api/problem.dto.js';
import { parseSyslogAddress } from '../syslog-address.js';
import { resolveLog } from './log.mapper.js';
import { PathReader } from './paths.js';

function resolved(type: string, options: Record<string, unknown>): { options: unknown; problems: string[] } {
  const problems: FieldProblem[] = [];
  const log = resolveLog({ sinks: [{ type, options }] }, new PathReader({ kind: 'relative', baseDir: '/etc/p' }, problems), '/log');
  const problemTexts = problems.map(({ pointer, message, suggestion }) => [pointer, message, suggestion].filter(Boolean).join(' | '));
  return { options: log.sinks?.[0]?.options, problems: problemTexts };
}

describe('log sinks of a configuration', () => {
  it('completes the paths of built-in types, and leaves those of plugins alone', () => {
    expect(resolved('json-lines', { path: 'logs/{process}.jsonl' })).toEqual({
      options: { path: '/etc/p/logs/{process}.jsonl' },
      problems: [],
    });
    expect(resolved('syslog', { address: 'tls://logs', ca_file: 'ca.pem' }).options).toEqual({
      address: 'tls://logs',
      ca_file: '/etc/p/ca.pem',
    });
    expect(resolved('of-a-plugin', { path: 'x', any: 1 })).toEqual({ options: { path: 'x', any: 1 }, problems: [] });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['file', {}, '/log/sinks/0/options/path | must be the path of a file'],
    ['file', { path: '/dev/tty' }, '/log/sinks/0/options/path | must be a regular file: a device cannot be rotated'],
    ['file', { path: 'x', max_backups: 0 }, '/log/sinks/0/options/max_backups | must not be less than 1'],
    ['json-lines', { path: 'x', max_line_size: 3 }, 'max_line_size | must be a size from 64 to 1048576 bytes'],
    ['stdout', { format: 'xml' }, 'format | must be one of the following values: plain, prefixed, json'],
    ['stdout', { formt: 'json' }, '/log/sinks/0/options/formt | unknown key "formt" | did you mean "format"?'],
    ['stdout', { buffer: '3GiB' }, 'buffer | must be a size from 65536 to 1073741824 bytes'],
    ['syslog', {}, 'address | must be an address such as "udp://127.0.0.1:514"'],
    ['syslog', { address: 'http://x' }, 'address | must be an address such as'],
    ['syslog', { address: 'udp://x', facility: 'local9' }, 'facility | must be one of the following values: kern, user'],
    ['syslog', { address: 'udp://x', app_name: 'two words' }, 'app_name | must be 1 to 48 printable ASCII characters without spaces'],
    ['syslog', { address: 'udp://x', structured_data: { 'a b': {} } }, '"a b" is not a name of structured data'],
    ['syslog', { address: 'udp://x', structured_data: { a: { 'b"': 'c' } } }, '"b"" is not a name of structured data'],
    ['syslog', { address: 'udp://x', structured_data: { a: { b: 1 } } }, 'must be a table of strings, and "b" is none'],
    ['syslog', { address: 'udp://x', max_message_size: 100 }, 'must be a size from 480 to 65507 bytes'],
    ['otlp', { url: 'http://user@host/' }, 'url | must be an address such as "http://127.0.0.1:4318/v1/logs", without a user'],
    ['otlp', { url: 'http://host/', headers: ['a'] }, 'headers | must be a table of strings'],
    ['otlp', { url: 'http://host/', timeout: 'soon' }, 'timeout | must be a duration such as'],
  ])('refuses what is wrong with the options of "%s": %o', (type, options, message) => {
    expect(resolved(type, options).problems.join('\n')).toContain(message);
  });

  it.each([
    ['udp://127.0.0.1', { transport: 'udp', host: '127.0.0.1', port: 514 }],
    ['tls://logs.example.com', { transport: 'tls', host: 'logs.example.com', port: 6514 }],
    ['tcp://[::1]:10514/', { transport: 'tcp', host: '::1', port: 10_514 }],
    ['unix:///dev/log', { transport: 'unix', path: '/dev/log' }],
    ['unix://dev/log', null],
    ['unix:///', null],
    ['tcp://host:0', null],
    ['tcp://host:65536', null],
    ['tcp://user@host', null],
  ])('reads the address %s', (text, address) => expect(parseSyslogAddress(text)).toEqual(address));
});
