import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '#testing';
import { LineAssembler, type LineRules } from './line-assembler.js';
import type { LogSink } from './log-sink.js';
import { TimestampSink } from './timestamp.sink.js';
import { utf8Cut } from './utf8-cut.js';

interface Taken {
  readonly bytes: Buffer;
  readonly timeMs: number;
  readonly isPiece: boolean;
}

function assembled(rules: Omit<LineRules, 'clock'> = {}): {
  clock: FakeClock;
  lines: Taken[];
  assembler: LineAssembler;
  texts: () => string[];
} {
  const clock = new FakeClock(1000);
  const lines: Taken[] = [];
  const assembler = new LineAssembler({ clock, ...rules }, ({ bytes, ...line }) => lines.push({ bytes: Buffer.from(bytes), ...line }));
  return { clock, lines, assembler, texts: () => lines.map(({ bytes }) => bytes.toString()) };
}

/** Cut at the given places, each piece in memory that is overwritten afterwards. */
function feed(assembler: Pick<LogSink, 'write'> | LineAssembler, bytes: Buffer, cuts: readonly number[]): void {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].toSorted((a, b) => a - b);
  for (const [index, from] of places.entries()) {
    const chunk = Buffer.from(bytes.subarray(from, places[index + 1] ?? bytes.length));
    assembler.write(chunk);
    chunk.fill(0x21);
  }
}

describe('lines made of chunks', () => {
  it('gives back each byte between line ends, however it was cut', () => {
    const byte = fc.oneof(fc.constant(0x0a), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 400 }), fc.array(fc.nat(400), { maxLength: 12 }), (content, cuts) => {
        const { assembler, lines } = assembled({ longestBytes: 64 });
        const bytes = Buffer.from(content);
        feed(assembler, bytes, cuts);
        assembler.flush();
        // A piece has no line end behind it; an empty rest of a line that ended there was no line of its own.
        const back = Buffer.concat(lines.flatMap(({ bytes: line, isPiece }) => (isPiece ? [line] : [line, Buffer.from('\n')])));
        const wanted = bytes.length === 0 || bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);
        expect(back.toString('latin1')).toBe(wanted.toString('latin1'));
        expect(lines.every(({ bytes: line }) => line.length <= 64)).toBe(true);
      }),
    );
  });

  it('cuts long lines between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 30, maxLength: 200 }), (text) => {
        const { assembler, texts } = assembled({ longestBytes: 64 });
        const line = text.replaceAll('\n', ' ');
        assembler.write(Buffer.from(`${line}\n`));
        expect(texts().join('')).toBe(line);
        expect(texts().every((piece) => !piece.includes('\ufffd') || line.includes('\ufffd'))).toBe(true);
      }),
    );
    expect(utf8Cut(Buffer.from('grün'), 3)).toBe(2);
    expect(utf8Cut(Buffer.alloc(10, 0x80), 5)).toBe(5);
  });

  it('does not wait for ever for the end of a line', () => {
    const { assembler, clock, texts, lines } = assembled({ patienceMs: 500 });
    assembler.write(Buffer.from('a line\npass'));
    clock.advance(400);
    assembler.write(Buffer.from('word: '));
    expect(texts()).toEqual(['a line']);
    clock.advance(100);
    expect(texts()).toEqual(['a line', 'password: ']);
    expect(lines[1]).toMatchObject({ isPiece: true, timeMs: 1000 });
    assembler.write(Buffer.from('\nnext\n'));
    expect(texts()).toEqual(['a line', 'password: ', 'next']);
    clock.advance(5000);
    expect(clock.armedCount).toBe(0);
  });

  it('keeps an empty line, and a last one without an end', () => {
    const { assembler, clock, texts, lines } = assembled();
    assembler.write(Buffer.from('\n\nlast'));
    assembler.flush();
    expect(clock.armedCount).toBe(0);
    expect(texts()).toEqual(['', '', 'last']);
    expect(lines.every(({ isPiece }) => !isPiece)).toBe(true);
  });

  it('takes the time from timestamps, and takes them off', () => {
    const { assembler, clock, lines, texts } = assembled({ isStamped: true, longestBytes: 64 });
    const inner: LogSink = {
      write: (chunk) => {
        assembler.write(chunk);
        return true;
      },
      onReady: () => undefined,
      droppedBytes: 0,
      problem: null,
      close: async () => undefined,
    };
    const stamping = new TimestampSink(inner, clock);
    stamping.write(Buffer.from('one\ntw'));
    clock.advance(250);
    stamping.write(Buffer.from(`o\n${'x'.repeat(100)}\n`));
    expect(texts()).toEqual(['one', 'two', 'x'.repeat(64), 'x'.repeat(36)]);
    expect(lines.map(({ timeMs }) => timeMs)).toEqual([1000, 1000, 1250, 1250]);
  });

  it('leaves a line alone that should have a timestamp and has none', () => {
    const { assembler, texts } = assembled({ isStamped: true });
    assembler.write(Buffer.from('the rest of a line that an earlier daemon began\n2026-01-01T00:00:00.000Z next\n'));
    expect(texts()).toEqual(['the rest of a line that an earlier daemon began', 'next']);
  });
});
