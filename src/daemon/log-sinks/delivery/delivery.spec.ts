import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryRefused } from '#plugin';
import { FakeClock } from '#testing';
import { Backlog } from './backlog.js';
import { type Carrier, Courier, type CourierRules } from './courier.js';
import { Places } from './places.js';
import { SendingSink } from './sending.sink.js';
import { Share } from './share.js';

class FakeCarrier implements Carrier<string> {
  readonly arrived: string[] = [];
  readonly batches: number[] = [];
  failure: Error | null = null;
  isStuck = false;
  isClosed = false;
  tries = 0;

  async deliver(loads: readonly string[]): Promise<void> {
    this.tries += 1;
    if (this.isStuck) await new Promise(() => undefined);
    if (this.failure !== null) throw this.failure;
    this.batches.push(loads.length);
    this.arrived.push(...loads);
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

function sending(rules: Partial<CourierRules> = {}): {
  clock: FakeClock;
  carrier: FakeCarrier;
  lost: number[];
  couriers: Places<Courier<string>, string>;
  open: () => SendingSink<string>;
} {
  const clock = new FakeClock();
  const carrier = new FakeCarrier();
  const lost: number[] = [];
  const all = { clock, random: () => 1, label: 'there', bufferBytes: 10_000, batchEntries: 10, batchBytes: 1000, lingerMs: 0 };
  const couriers = new Places<Courier<string>, string>();
  const make = (): Courier<string> => new Courier(carrier, { ...all, lostAtEnd: (bytes) => lost.push(bytes), ...rules });
  const open = (): SendingSink<string> => new SendingSink(couriers.join('there', make), { clock }, ({ bytes }) => bytes.toString());
  return { clock, carrier, lost, couriers, open };
}

describe('sending lines to a receiver', () => {
  it('waits longer and longer while it fails, then goes on where it was', async () => {
    const { clock, carrier, open } = sending();
    const sink = open();
    carrier.failure = new Error('nobody there');
    expect(sink.write(Buffer.from('one\ntwo\n'))).toBe(true);
    await settle();
    expect([carrier.tries, sink.problem, sink.droppedBytes]).toEqual([1, 'there: nobody there', 0]);
    for (const [waitMs, tries] of [
      [499, 1],
      [1, 2],
      [999, 2],
      [1, 3],
    ] as const) {
      clock.advance(waitMs);
      await settle();
      expect(carrier.tries).toBe(tries);
    }
    sink.write(Buffer.from('three\n'));
    carrier.failure = null;
    clock.advance(2000);
    await settle();
    expect(carrier.arrived).toEqual(['one', 'two', 'three']);
    expect(sink.problem).toBeNull();
    await sink.close();
    expect(carrier.isClosed).toBe(true);
    expect(clock.armedCount).toBe(0);
  });

  it('drops what is refused, and tells the receiver how much', async () => {
    const { carrier, open } = sending();
    const sink = open();
    carrier.failure = new DeliveryRefused('too old');
    sink.write(Buffer.from('one\n'));
    await settle();
    expect(sink.droppedBytes).toBe(3);
    expect(sink.problem).toBe('there: too old');
    carrier.failure = null;
    sink.write(Buffer.from('two\n'));
    await settle();
    sink.write(Buffer.from('three\n'));
    await settle();
    expect(carrier.arrived).toEqual(['two', '[provisr] 3 bytes of output were dropped', 'three']);
    await sink.close();
  });

  it('keeps no more than may wait', async () => {
    const { carrier, open } = sending();
    const [flood, quiet] = [open(), open()];
    carrier.failure = new Error('nobody there');
    quiet.write(Buffer.from('quiet\n'));
    for (let index = 0; index < 1000; index += 1) flood.write(Buffer.from(`${'x'.repeat(50)}\n`));
    await settle();
    expect(quiet.droppedBytes).toBe(0);
    expect(flood.droppedBytes).toBeGreaterThan(45_000);
    carrier.failure = null;
    await Promise.all([flood.close(), quiet.close()]);
    expect(carrier.arrived).toContain('quiet');
  });

  it('gathers lines for as long as it may, and no longer than there are enough', async () => {
    const { clock, carrier, open } = sending({ lingerMs: 1000, batchEntries: 3 });
    const sink = open();
    sink.write(Buffer.from('one\ntwo\n'));
    await settle();
    expect(carrier.tries).toBe(0);
    clock.advance(1000);
    await settle();
    expect(carrier.batches).toEqual([2]);
    sink.write(Buffer.from('a\nb\nc\nd\n'));
    await settle();
    expect(carrier.batches).toEqual([2, 3]);
    await sink.close();
    expect(carrier.batches).toEqual([2, 3, 1]);
  });

  it('tries once more at the end, and then lets go', async () => {
    const { carrier, lost, open } = sending();
    const sink = open();
    carrier.failure = new Error('nobody there');
    sink.write(Buffer.from('one\ntwo'));
    await settle();
    await sink.close();
    await sink.close();
    expect([carrier.tries, sink.droppedBytes, carrier.isClosed, lost]).toEqual([2, 6, true, [6]]);
  });

  it('does not wait longer than two seconds for a receiver that says nothing', async () => {
    const { clock, carrier, lost, open } = sending();
    const sink = open();
    carrier.isStuck = true;
    sink.write(Buffer.from('one\n'));
    await settle();
    let isClosed = false;
    const closed = sink.close().then(() => (isClosed = true));
    await settle();
    clock.advance(1999);
    await settle();
    expect(isClosed).toBe(false);
    clock.advance(1);
    await closed;
    expect(lost).toEqual([3]);
  });

  it('closes the way with the last stream, and makes a new one for the next', async () => {
    const { carrier, open } = sending();
    const [first, second] = [open(), open()];
    await first.close();
    expect(carrier.isClosed).toBe(false);
    second.write(Buffer.from('two'));
    await second.close();
    expect([carrier.isClosed, carrier.arrived]).toEqual([true, ['two']]);
    const third = open();
    third.write(Buffer.from('three\n'));
    await third.close();
    expect(carrier.arrived).toEqual(['two', 'three']);
  });
});

describe('what waits for a receiver', () => {
  it('is delivered in order, each or counted as lost, within the limit', () => {
    const step = fc.record({ from: fc.nat(3), bytes: fc.nat(400), take: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 500, max: 5000 }), (steps, limit) => {
        const backlog = new Backlog<number>(limit);
        const shares = [0, 1, 2, 3].map(() => new Share<number>());
        const taken: { load: number; bytes: number }[] = [];
        let given = 0;
        for (const [index, { from, bytes, take }] of steps.entries()) {
          backlog.add(shares[from]!, index, bytes);
          given += bytes;
          expect(backlog.weight).toBeLessThanOrEqual(limit);
          if (take > 0) taken.push(...backlog.takeBatch(take, 1000));
        }
        taken.push(...backlog.takeBatch(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
        const order = taken.map(({ load }) => load);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        const lost = shares.reduce((sum, { droppedBytes }) => sum + droppedBytes, 0);
        expect(taken.reduce((sum, { bytes }) => sum + bytes, 0) + lost).toBe(given);
        expect([backlog.count, backlog.weight, ...shares.map(({ weight }) => weight)]).toEqual([0, 0, 0, 0, 0, 0]);
      }),
    );
  });

  it('is not taken from those who have little by one who has much', () => {
    const backlog = new Backlog<string>(10_000);
    const [quiet, flood] = [new Share<string>(), new Share<string>()];
    backlog.add(quiet, 'quiet', 100);
    for (let index = 0; index < 1000; index += 1) backlog.add(flood, `flood ${index}`, 100);
    expect(quiet.droppedBytes).toBe(0);
    expect(flood.droppedBytes).toBeGreaterThan(90_000);
    const loads = backlog.takeBatch(1000, 1_000_000).map(({ load }) => load);
    expect([loads[0], loads.at(-1)]).toEqual(['quiet', 'flood 999']);
  });

  it('tells once what is missing', () => {
    const share = new Share<string>();
    expect(share.takeNotice()).toBeNull();
    share.lose(7);
    expect(share.takeNotice()?.toString()).toBe('[provisr] 7 bytes of output were dropped');
    expect(share.takeNotice()).toBeNull();
    expect(share.droppedBytes).toBe(7);
  });

  it('takes as many as both limits allow, and one in any case', () => {
    const backlog = new Backlog<number>(100_000);
    const share = new Share<number>();
    for (const bytes of [50, 10, 10, 10]) backlog.add(share, bytes, bytes);
    expect(backlog.takeBatch(10, 20).map(({ load }) => load)).toEqual([50]);
    expect(backlog.takeBatch(2, 100).map(({ load }) => load)).toEqual([10, 10]);
  });
});
