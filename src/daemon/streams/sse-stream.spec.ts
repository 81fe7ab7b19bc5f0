import { describe, expect, it } from 'vitest';
import { ProvisrError } from '#core';
import { FakeClock } from '#testing';
import type { FrameSource } from './frame-source.js';
import { SseStream } from './sse-stream.js';
import { Wake } from './wake.js';

/** A source that has what a test gives it. */
class GivenSource implements FrameSource {
  readonly settleMs = 300;
  over: FrameSource['over'] = null;
  id: string | null = null;
  closed = 0;
  taken = 0;
  failure: Error | null = null;
  readonly pieces: string[] = [];

  take(): string {
    if (this.failure !== null) throw this.failure;
    this.taken += 1;
    return this.pieces.shift() ?? '';
  }

  close(): void {
    this.closed += 1;
  }
}

function setUp(): { clock: FakeClock; source: GivenSource; wake: Wake; stream: SseStream; text: () => string } {
  const clock = new FakeClock();
  const source = new GivenSource();
  const wake = new Wake(clock);
  const stream = new SseStream(source, wake, () => clock.monotonicMs());
  let text = '';
  stream.on('data', (part: Buffer) => (text += part.toString()));
  return { clock, source, wake, stream, text: () => text };
}

/** Everything that is due without time passing. */
const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('a stream of server-sent events', () => {
  it('speaks at once, says where it is when nothing comes, and what comes when it comes', async () => {
    const { clock, source, wake, text } = setUp();
    source.id = 'a-1';
    await settled();
    expect(text()).toBe('retry: 1000\nid: a-1\n\n');
    source.pieces.push('data: 1\n\n');
    wake.ring();
    await settled();
    expect(text()).toMatch(/data: 1\n\n$/);
    source.id = 'a-2';
    clock.advance(15_000);
    await settled();
    expect(text()).toMatch(/\n\n: heartbeat\nid: a-2\n\n$/);
  });

  it('takes nothing that its reader has no room for', async () => {
    const source = new GivenSource();
    source.pieces.push(...Array.from({ length: 100 }, () => 'x'.repeat(16 * 1024)));
    const stream = new SseStream(source, new Wake(new FakeClock()), () => 0);
    stream.once('readable', () => undefined);
    await settled();
    expect(source.taken).toBeLessThanOrEqual(3);
    stream.destroy();
  });

  it('ends when its source is over and nothing more comes for a while, unless it is not over after all', async () => {
    const { clock, source, wake, stream, text } = setUp();
    const ended = new Promise((resolve) => stream.once('end', resolve));
    source.over = 'removed';
    source.pieces.push('data: last words\n\n');
    await settled();
    clock.advance(200);
    source.over = null;
    wake.ring();
    await settled();
    clock.advance(10_000);
    await settled();
    expect(text()).not.toContain('event: end');
    source.over = 'removed';
    wake.ring();
    await settled();
    clock.advance(300);
    await ended;
    expect(text()).toMatch(/data: last words\n\n(.*\n)*event: end\ndata: {"reason":"removed"}\n\n$/);
    expect([source.closed, clock.armedCount]).toEqual([1, 0]);
  });

  it('ends at the stop also when its source never pauses', async () => {
    const { clock, source, stream, text } = setUp();
    const ended = new Promise((resolve) => stream.once('end', resolve));
    stream.finish('stopping');
    source.take = () => {
      clock.advance(100);
      return 'data: and on\n\n';
    };
    await ended;
    expect(text()).toMatch(/data: and on\n\nevent: end\ndata: {"reason":"stopping"}\n\n$/);
  });

  it('tells its reader what went wrong, and ends', async () => {
    const { source, stream, text } = setUp();
    const ended = new Promise((resolve) => stream.once('end', resolve));
    source.failure = new ProvisrError('PROVISR_LOG_UNAVAILABLE', 'cannot read it');
    await ended;
    expect(text()).toMatch(/event: error\ndata: {.*"code":"PROVISR_LOG_UNAVAILABLE".*}\n\n$/);
    expect(source.closed).toBe(1);
  });

  it('lets go of its source when it is destroyed, before the first word and while it waits', async () => {
    const unread = new GivenSource();
    new SseStream(unread, new Wake(new FakeClock()), () => 0).destroy();
    await settled();
    expect(unread.closed).toBe(1);
    const { clock, source, stream } = setUp();
    await settled();
    stream.destroy();
    await settled();
    expect([source.closed, clock.armedCount]).toEqual([1, 0]);
  });
});
