import { describe, expect, it } from 'vitest';
import type { LogSink, LogTarget } from '#core';
import { BrokenSink } from './broken.sink.js';
import { LogLosses } from './log-losses.js';

const TARGET = { process: 'web', stream: 'stdout' } as LogTarget;

function watched(losses: LogLosses, bytes: number): LogSink {
  const sink = losses.watch(TARGET, new BrokenSink('the disk is full'));
  sink.write(Buffer.alloc(bytes));
  return sink;
}

describe('what was lost of a stream', () => {
  it('counts on when its sink is exchanged, and is forgotten with its process', async () => {
    const losses = new LogLosses();
    const first = watched(losses, 10);
    expect(losses.of('web', 'stdout')).toEqual({ droppedBytes: 10, problem: 'the disk is full' });
    const second = watched(losses, 5);
    await first.close();
    expect(losses.of('web', 'stdout').droppedBytes).toBe(15);
    expect(losses.of('web', 'stderr')).toEqual({ droppedBytes: 0, problem: null });
    await second.close();
    expect(losses.of('web', 'stdout')).toEqual({ droppedBytes: 0, problem: null });
  });
});
