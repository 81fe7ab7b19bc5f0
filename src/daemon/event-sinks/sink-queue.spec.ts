import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryRefused, type OpenEventSink, type OutgoingEvent } from '#plugin';
import { FakeClock } from '#testing';
import { type DeliveryPolicy, SinkQueue } from './sink-queue.js';

const POLICY: DeliveryPolicy = { queue: 3, retries: 2, retryIntervalMs: 1_000, retryMaxIntervalMs: 1_500 };

function outgoing(id: number): OutgoingEvent {
  return { id: String(id), event: { type: 'daemon.stopping', at: '2026-01-31T12:00:00.000Z' } };
}

/** Lets promises settle. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

class FakeSink implements OpenEventSink {
  readonly arrived: string[] = [];
  readonly attempts: string[] = [];
  /** What the next attempts answer; then all is well. */
  answers: (Error | 'hang')[] = [];
  isClosed = false;

  deliver({ id }: OutgoingEvent, signal: AbortSignal): Promise<void> {
    this.attempts.push(id);
    const answer = this.answers.shift();
    if (answer === 'hang')
      return new Promise((_resolve, reject) => void signal.addEventListener('abort', () => reject(signal.reason as Error)));
    if (answer !== undefined) return Promise.reject(answer);
    this.arrived.push(id);
    return Promise.resolve();
  }

  close(): void {
    this.isClosed = true;
  }
}

function setUp(policy: Partial<DeliveryPolicy> = {}): { sink: FakeSink; clock: FakeClock; queue: SinkQueue; reports: string[] } {
  const [sink, clock, reports] = [new FakeSink(), new FakeClock(), [] as string[]];
  const report = (message: string | null, lost: number): void => void reports.push(`${message ?? 'solved'} ${lost}`);
  return { sink, clock, reports, queue: new SinkQueue(sink, { ...POLICY, ...policy }, { clock, random: () => 1, report }) };
}

describe('a queue of events', () => {
  it('delivers in order, and tries again after waits that grow up to a bound', async () => {
    const { sink, clock, queue, reports } = setUp();
    sink.answers = [new Error('no'), new Error('no')];
    queue.add(outgoing(1));
    queue.add(outgoing(2));
    expect(sink.attempts).toEqual([]); // nothing is done in the middle of what has just happened
    await settled();
    expect(sink.attempts).toEqual(['1']);
    clock.advance(999);
    await settled();
    expect(sink.attempts).toEqual(['1']);
    clock.advance(1);
    await settled();
    expect(sink.attempts).toEqual(['1', '1']);
    clock.advance(1_500);
    await settled();
    expect(sink.arrived).toEqual(['1', '2']);
    expect(reports).toEqual(['no 0', 'solved 0']);
    expect(clock.armedCount).toBe(0);
  });

  it('gives an event up after its retries, or at once when it is refused, and counts it', async () => {
    const { sink, clock, queue, reports } = setUp();
    sink.answers = [new Error('a'), new Error('b'), new Error('c'), new DeliveryRefused('never')];
    for (const id of [1, 2, 3]) queue.add(outgoing(id));
    for (let turn = 0; turn < 3; turn += 1) {
      await settled();
      clock.advance(2_000);
    }
    await settled();
    expect(sink.attempts).toEqual(['1', '1', '1', '2', '3']);
    expect(queue.counts).toEqual({ delivered: 1, failed: 2, dropped: 0, waiting: 0 });
    expect(reports).toEqual(['a 0', 'solved 2']);
  });

  it('drops the oldest when too many wait, and says so once', async () => {
    const { sink, queue, reports } = setUp();
    sink.answers = ['hang'];
    queue.add(outgoing(0));
    await settled();
    for (const id of [1, 2, 3, 4, 5]) queue.add(outgoing(id));
    expect(queue.counts).toEqual({ delivered: 0, failed: 0, dropped: 2, waiting: 3 });
    expect(reports).toEqual(['more events wait than may: the oldest are dropped 1']);
  });

  it('tries what waits once more at the end, for a while', async () => {
    const { sink, clock, queue } = setUp();
    queue.add(outgoing(1));
    const done = queue.close(2_000);
    await done;
    expect(sink).toMatchObject({ arrived: ['1'], isClosed: true });

    const late = setUp();
    late.sink.answers = ['hang'];
    for (const id of [1, 2]) late.queue.add(outgoing(id));
    const ended = late.queue.close(2_000);
    await settled();
    late.clock.advance(2_000);
    await ended;
    expect(late.queue.counts).toEqual({ delivered: 0, failed: 1, dropped: 1, waiting: 0 });
    expect(clock.armedCount + late.clock.armedCount).toBe(0);
  });

  it('loses nothing uncounted and changes no order, whatever the receiver does', async () => {
    const answer = fc.constantFrom<Error | null>(null, new Error('no'), new DeliveryRefused('never'));
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 30 }), fc.integer({ min: 1, max: 40 }), async (answers, count) => {
        const { sink, clock, queue } = setUp();
        sink.deliver = ({ id }): Promise<void> => {
          const next = answers.shift() ?? null;
          if (next !== null) return Promise.reject(next);
          sink.arrived.push(id);
          return Promise.resolve();
        };
        for (let id = 0; id < count; id += 1) {
          queue.add(outgoing(id));
          if (id % 3 === 0) await settled();
          if (id % 5 === 0) clock.advance(1_000);
        }
        for (let turn = 0; turn < 100; turn += 1) {
          await settled();
          clock.advance(2_000);
        }
        const { delivered, failed, dropped, waiting } = queue.counts;
        expect([delivered + failed + dropped, waiting, delivered]).toEqual([count, 0, sink.arrived.length]);
        expect(sink.arrived).toEqual([...sink.arrived].sort((left, right) => Number(left) - Number(right)));
      }),
      { numRuns: 50 },
    );
  });
});
