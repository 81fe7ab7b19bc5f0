import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MemorySink } from './memory.sink.js';
import { RingBuffer } from './ring-buffer.js';

describe('RingBuffer', () => {
  it('keeps exactly the last bytes, however they came', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.array(fc.uint8Array({ maxLength: 3000 })), (capacity, chunks) => {
        const ring = new RingBuffer(capacity);
        for (const chunk of chunks) ring.write(Buffer.from(chunk));
        const all = Buffer.concat(chunks);
        expect(ring.snapshot().equals(all.subarray(Math.max(0, all.length - capacity)))).toBe(true);
        expect(ring.total).toBe(all.length);
      }),
    );
  });

  it('gives back whole lines', () => {
    const ring = new RingBuffer(10);
    expect(ring.lastLines(3)).toEqual([]);
    ring.write(Buffer.from('one\ntwo\n'));
    expect(ring.lastLines(1)).toEqual(['two']);
    expect(ring.lastLines(5)).toEqual(['one', 'two']);
    expect(ring.lastLines(0)).toEqual([]);
    ring.write(Buffer.from('thr'));
    expect(ring.lastLines(5)).toEqual(['two', 'thr']);
    ring.write(Buffer.from('0123456789abc'));
    expect(ring.lastLines(5)).toEqual(['3456789abc']);
    ring.clear();
    expect(ring.snapshot().length).toBe(0);
  });

  it('copies what it keeps: the memory of a chunk is reused', () => {
    const sink = new MemorySink();
    const chunk = Buffer.from('first');
    expect(sink.write(chunk)).toBe(true);
    chunk.fill('x');
    expect(sink.ring.snapshot().toString()).toBe('first');
  });
});
