import { hostname } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyslogSinkDto } from '#contract';
import type { LogTarget } from '#plugin';
import { syslogFormat } from './syslog-message.js';

const TIME = Date.UTC(2026, 0, 31, 23, 59, 59, 7);

function targetOf(stream: 'stdout' | 'stderr' = 'stdout', pid: number | null = 42): LogTarget {
  return { process: 'web-1', stream, pid: () => pid } as LogTarget;
}

function formatted(options: Partial<SyslogSinkDto>, line: string | Buffer, target = targetOf(), isLocal = false): Buffer {
  const { format } = syslogFormat({ address: 'udp://x', hostname: 'host', ...options }, target, 2048, isLocal);
  return format({ bytes: Buffer.from(line), timeMs: TIME, isPiece: false });
}

/** Reads a message by the grammar of RFC 5424, section 6, which is written down here once more. */
function parse(message: Buffer): { priority: number; fields: string[]; data: [string, [string, string][]][]; text: Buffer } {
  const latin = message.toString('latin1');
  const name = String.raw`[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}`;
  const parameter = String.raw`(${name})="((?:[^"\\\]]|\\["\\\]])*)"`;
  const element = String.raw`\[${name}(?: ${parameter})*\]`;
  const time = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})`;
  const field = (longest: number): string => String.raw`([\x21-\x7e]{1,${longest}})`;
  const header = String.raw`^<(\d{1,3})>1 (${time}) ${field(255)} ${field(48)} ${field(128)} ${field(32)} (-|(?:${element})+)(?: |$)`;
  const found = new RegExp(header).exec(latin);
  if (found === null) throw new Error(`no message of RFC 5424: ${latin}`);
  const [whole, priority, ...fields] = found;
  const data = [...(fields[5] ?? '').matchAll(new RegExp(element, 'g'))].map(([text]): [string, [string, string][]] => {
    const pairs = [...text.matchAll(new RegExp(parameter, 'g'))].map(([, key = '', value = '']): [string, string] => [
      key,
      Buffer.from(value.replaceAll(/\\(["\\\]])/g, '$1'), 'latin1').toString(),
    ]);
    return [/^\[([^ \]]+)/.exec(text)?.[1] ?? '', pairs];
  });
  return { priority: Number(priority), fields: fields.slice(0, 5), data, text: message.subarray(whole.length) };
}

describe('messages of RFC 5424', () => {
  it('say where a line comes from', () => {
    expect(formatted({}, 'hello').toString()).toBe('<30>1 2026-01-31T23:59:59.007Z host web-1 42 stdout - hello');
    expect(formatted({ facility: 'local3', severity_stderr: 'notice' }, 'x', targetOf('stderr', null)).toString()).toBe(
      '<157>1 2026-01-31T23:59:59.007Z host web-1 - stderr - x',
    );
    const { format } = syslogFormat({ address: 'udp://x' }, targetOf(), 2048, false);
    expect(parse(format({ bytes: Buffer.from('x'), timeMs: TIME, isPiece: false })).fields[1]).toBe(hostname());
  });

  it('can be read back by the grammar, whatever names, data and lines are', () => {
    const sdName = fc.stringMatching(/^[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}$/);
    const plain = (key: string): boolean => key !== '__proto__' && !/^\d+$/.test(key);
    const table = fc.dictionary(sdName.filter(plain), fc.string({ unit: 'grapheme', maxLength: 20 }), { maxKeys: 3 });
    const data = fc.dictionary(sdName.filter(plain), table, { maxKeys: 3 });
    const bytes = fc.uint8Array({ maxLength: 60 }).map((content) => Buffer.from(content));
    fc.assert(
      fc.property(data, bytes, fc.stringMatching(/^[\x21-\x7e]{1,48}$/), fc.nat(4_194_304), (elements, line, appName, pid) => {
        const message = formatted({ structured_data: elements, app_name: appName, bom: false }, line, targetOf('stdout', pid));
        const { priority, fields, data: read, text } = parse(message);
        expect(priority).toBe(30);
        expect(fields).toEqual(['2026-01-31T23:59:59.007Z', 'host', appName, String(pid), 'stdout']);
        expect(read).toEqual(Object.entries(elements).map(([id, pairs]) => [id, Object.entries(pairs)]));
        const wanted = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
        expect(text.equals(wanted)).toBe(true);
      }),
    );
  });

  it('mark what is UTF-8 and not ASCII, and nothing else', () => {
    const text = (line: string | Buffer, options: Partial<SyslogSinkDto> = {}): string =>
      parse(formatted(options, line)).text.toString('hex');
    expect(text('grün')).toBe(`efbbbf${Buffer.from('grün').toString('hex')}`);
    expect(text('plain\r')).toBe(Buffer.from('plain').toString('hex'));
    expect(text(Buffer.from([0xff, 0x41]))).toBe('ff41');
    expect(text('\ufeffgrün')).toBe(`efbbbf${Buffer.from('grün').toString('hex')}`);
    expect(text('grün', { bom: false })).toBe(Buffer.from('grün').toString('hex'));
  });

  it('are never longer than they may be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 480, max: 3000 }), fc.string({ unit: 'grapheme', minLength: 5, maxLength: 20 }), (most, text) => {
        const { longestLineBytes, format } = syslogFormat({ address: 'udp://x' }, targetOf('stderr', 4_194_304), most, false);
        const line = Buffer.from(text.repeat(400)).subarray(0, longestLineBytes);
        expect(format({ bytes: line, timeMs: TIME, isPiece: true }).length).toBeLessThanOrEqual(most);
      }),
    );
    const wide = { a: { b: 'x'.repeat(500) } };
    expect(() => syslogFormat({ address: 'udp://x', structured_data: wide }, targetOf(), 480, false)).toThrow(
      /^max_message_size must be \d+/,
    );
  });

  it('fit what receivers expect that know RFC 3164 only', () => {
    const local = new Date(TIME);
    const date = `${['Jan', 'Feb'][local.getMonth()]} ${String(local.getDate()).padStart(2)} ${local.toTimeString().slice(0, 8)}`;
    expect(formatted({ format: 'rfc3164' }, 'grün').toString()).toBe(`<30>${date} host web-1[42]: grün`);
    expect(formatted({ format: 'rfc3164', app_name: 'a[b:' }, 'x', targetOf('stdout', null), true).toString()).toBe(`<30>${date} a_b_: x`);
  });
});
