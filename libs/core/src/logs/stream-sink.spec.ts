import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { systemClock } from '../clock.js';
import type { LogSpec } from '../process/spec.js';
import type { LogSink } from './log-sink.js';
import { MemorySink } from './memory.sink.js';
import { RingBuffer } from './ring-buffer.js';
import { memoryOnly, openStreamSink } from './stream-sink.js';
import { TeeSink } from './tee.sink.js';
import { TimestampSink } from './timestamp.sink.js';

const LOG: LogSpec = {
  stdoutPath: null,
  stderrPath: null,
  maxSizeBytes: 0,
  maxBackups: 1,
  maxAgeDays: 0,
  compress: false,
  timestamps: false,
  sinks: [],
};
const AT = Date.UTC(2026, 0, 31, 23, 59, 59, 7);
const clock = { ...systemClock, epochMs: () => AT };
const STAMP = '2026-01-31T23:59:59.007Z ';

class PausingSink extends MemorySink {
  isBusy = false;
  ready: () => void = () => undefined;

  override write(chunk: Buffer): boolean {
    super.write(chunk);
    return !this.isBusy;
  }

  override onReady(ready?: () => void): void {
    if (ready !== undefined) this.ready = ready;
  }
}

class ThrowingSink extends MemorySink {
  override write(): boolean {
    throw new Error('out of order');
  }
}

describe('TimestampSink', () => {
  it('prefixes each line once, wherever the chunks fall, and changes no other byte', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\n', 'a', 'ä', '€', '\n\n', 'xyz')), fc.integer({ min: 1, max: 7 }), (parts, step) => {
        const text = Buffer.from(parts.join(''));
        const inner = new MemorySink(new RingBuffer(1_000_000));
        const sink = new TimestampSink(inner, clock);
        for (let from = 0; from < text.length; from += step) sink.write(text.subarray(from, from + step));
        const expected = text.toString().replace(/[^\n]*\n|[^\n]+$/g, (line) => STAMP + line);
        expect(inner.ring.snapshot().toString()).toBe(expected);
      }),
    );
  });

  it('goes on with a line that an earlier manager began', () => {
    const inner: LogSink & { readonly ring: RingBuffer } = Object.assign(new MemorySink(), { midLine: true });
    new TimestampSink(inner, clock).write(Buffer.from('rest\nnext\n'));
    expect(inner.ring.snapshot().toString()).toBe(`rest\n${STAMP}next\n`);
  });
});

describe('TeeSink', () => {
  it('pauses while any of its sinks does', () => {
    const [one, two] = [new PausingSink(), new PausingSink()];
    const tee = new TeeSink([one, two]);
    let readies = 0;
    tee.onReady(() => (readies += 1));
    one.isBusy = two.isBusy = true;
    expect(tee.write(Buffer.from('x'))).toBe(false);
    one.ready();
    expect(readies).toBe(0);
    two.ready();
    expect(readies).toBe(1);
    one.ready();
    expect(readies).toBe(1);
    one.isBusy = two.isBusy = false;
    expect(tee.write(Buffer.from('y'))).toBe(true);
    expect(two.ring.snapshot().toString()).toBe('xy');
  });

  it('lets a sink that throws lose its own chunk only', () => {
    const good = new MemorySink();
    const tee = new TeeSink([new ThrowingSink(), good]);
    expect(tee.write(Buffer.from('four'))).toBe(true);
    expect(good.ring.snapshot().toString()).toBe('four');
    expect(tee.droppedBytes).toBe(4);
    expect(tee.problem).toBe('a log sink failed: out of order');
  });
});

describe('openStreamSink', () => {
  it('keeps the end of every stream in its ring, with timestamps when asked for', async () => {
    for (const timestamps of [false, true]) {
      const ring = new RingBuffer();
      const sink = await openStreamSink(
        { process: 'web', stream: 'stdout', path: null, log: { ...LOG, timestamps } },
        memoryOnly,
        ring,
        clock,
      );
      sink.write(Buffer.from('hello\n'));
      expect(ring.lastLines(9)).toEqual([timestamps ? `${STAMP}hello` : 'hello']);
    }
  });
});
