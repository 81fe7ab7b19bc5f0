import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventGapDto } from '#contract';
import { EventBus, type ProcessEvent, systemClock } from '#core';
import { type FrameSource, PIECE_BYTES } from '../streams/index.js';
import { Wake } from '../streams/wake.js';
import { EventFeed } from './event-feed.js';
import type { EventFilter } from './event-filter.js';

const NOTHING_ON_DISK = { directory: '/nowhere', maxBytes: 0, clock: systemClock, report: () => undefined };
const EVERYTHING: EventFilter = { selector: null, types: undefined };

function added(process: string, base = process): ProcessEvent {
  return { type: 'process.added', process, base, at: 0 };
}

function stopped(process: string): ProcessEvent {
  return { type: 'process.stopped', process, base: process, at: 0, cause: 'operator' };
}

interface Told {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly process: string } & EventGapDto;
}

/** What a piece of a stream tells. */
function told(text: string): Told[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => {
      const [, id = '', type = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return { id, type, data: JSON.parse(data) as Told['data'] };
    });
}

const processes = (text: string): string[] => told(text).map(({ data }) => data.process);

function all(reader: FrameSource): Told[] {
  const events: Told[] = [];
  for (let text = reader.take(); text !== ''; text = reader.take()) events.push(...told(text));
  return events;
}

function feed(limits = { events: 1000, bytes: 1_000_000 }): {
  readonly bus: EventBus;
  readonly reader: (lastId?: string | null, filter?: EventFilter) => FrameSource;
} {
  const bus = new EventBus((error) => {
    throw error;
  });
  const room = new EventFeed(NOTHING_ON_DISK, limits);
  bus.subscribe((event) => room.add(event));
  return { bus, reader: (lastId = null, filter = EVERYTHING) => room.reader(filter, lastId, new Wake(systemClock)) };
}

describe('a reader of events', () => {
  it('is told what comes, with ids that go on, and nothing from before', () => {
    const { bus, reader } = feed();
    bus.publish(added('early'));
    const late = reader();
    expect(late.take()).toBe('');
    bus.publish(added('web'));
    bus.publish(stopped('web'));
    const events = told(late.take());
    expect(events.map(({ type, data }) => [type, data.process])).toEqual([
      ['process.added', 'web'],
      ['process.stopped', 'web'],
    ]);
    expect(events.map(({ id }) => id)).toEqual([expect.stringMatching(/^[0-9a-f]{12}-2$/), expect.stringMatching(/^[0-9a-f]{12}-3$/)]);
    expect(late.id).toBe(events[1]?.id);
  });

  it('goes on after the id it has seen', () => {
    const { bus, reader } = feed();
    const first = reader();
    for (const name of ['a', 'b', 'c']) bus.publish(added(name));
    const [seen] = told(first.take());
    expect(processes(reader(seen?.id).take())).toEqual(['b', 'c']);
  });

  it('is told how many are no longer kept', () => {
    const { bus, reader } = feed({ events: 3, bytes: 1_000_000 });
    const first = reader();
    bus.publish(added('a'));
    const [seen] = told(first.take());
    for (const name of ['b', 'c', 'd', 'e', 'f']) bus.publish(added(name));
    const [gap, ...rest] = told(reader(seen?.id).take());
    expect(gap).toMatchObject({ type: 'gap', data: { type: 'gap', missed: 2, reason: 'expired' } });
    expect(rest.map(({ data }) => data.process)).toEqual(['d', 'e', 'f']);
    expect(told(first.take())[0]).toMatchObject({ data: { missed: 2, reason: 'slow' } });
    // The id of a gap is one to go on from.
    expect(processes(reader(gap?.id).take())).toEqual(['d', 'e', 'f']);
  });

  it.each(['0', 'ffffffffffff-2', 'nonsense', '-', ' '])('whose id %j is none of this daemon gets a mark and everything kept', (id) => {
    const { bus, reader } = feed();
    bus.publish(added('a'));
    const [gap, event] = told(reader(id).take());
    expect(gap?.data).toEqual({ type: 'gap', missed: null, reason: 'restart' });
    expect(event?.data.process).toBe('a');
  });

  it('with an id that is yet to come is not left waiting for it', () => {
    const { bus, reader } = feed();
    const first = reader();
    bus.publish(added('a'));
    const future = told(first.take())[0]?.id.replace(/1$/, '99');
    expect(told(reader(future).take())[0]?.data.missed).toBeNull();
  });

  it('gets what it selects: by type, name, base or wildcard', () => {
    const { bus, reader } = feed();
    const chosen = (selector: EventFilter['selector'], types?: string): FrameSource => reader(null, { selector, types });
    const readers = [
      chosen({ kind: 'name', name: 'web' }),
      chosen({ kind: 'name', name: 'web-2' }),
      chosen({ kind: 'base', base: 'web' }),
      chosen({ kind: 'wildcard', pattern: '*-admin' }),
      chosen(null, 'process.stopped'),
      chosen({ kind: 'wildcard', pattern: 'd*' }, 'process.stopped,process.exited'),
    ];
    for (const name of ['web-1', 'web-2']) bus.publish(added(name, 'web'));
    for (const name of ['web-admin', 'db']) bus.publish(added(name));
    bus.publish(stopped('db'));
    expect(readers.map((reader_) => processes(reader_.take()))).toEqual([
      ['web-1', 'web-2'],
      ['web-2'],
      ['web-1', 'web-2'],
      ['web-admin'],
      ['db'],
      ['db'],
    ]);
    // Who wanted none of the latest is as far as the others.
    expect(new Set(readers.map(({ id }) => id)).size).toBe(1);
  });

  it('is refused a type there is not, with those there are', () => {
    expect(() => feed().reader(null, { selector: null, types: 'process.stoped' })).toThrow(
      expect.objectContaining({ code: 'PROVISR_REQUEST_INVALID', hint: expect.stringContaining('process.stopped') as string }) as Error,
    );
  });

  it('is woken by an event, until it is closed', async () => {
    const bus = new EventBus();
    const wake = new Wake(systemClock);
    const room = new EventFeed(NOTHING_ON_DISK);
    bus.subscribe((event) => room.add(event));
    const reader = room.reader(EVERYTHING, null, wake);
    const woken = wake.wait(10_000);
    bus.publish(added('a'));
    expect(await woken).toBe(true);
    reader.close();
    const asleep = wake.wait(1);
    bus.publish(added('a'));
    expect(await asleep).toBe(false);
  });

  it('gets its events in pieces', () => {
    const { bus, reader } = feed();
    const first = reader();
    for (let i = 0; i < 1000; i += 1) bus.publish(added(`p${i}`));
    expect(first.take().length).toBeLessThan(PIECE_BYTES + 300);
    expect(all(first).at(-1)?.data.process).toBe('p999');
  });

  it('sees each event once and in order, or is told how many it missed, however slow it is and wherever it connects again', () => {
    const step = fc.oneof(fc.record({ publish: fc.integer({ min: 1, max: 40 }) }), fc.constantFrom('take' as const, 'reconnect' as const));
    const limits = fc.record({ events: fc.integer({ min: 1, max: 30 }), bytes: fc.integer({ min: 100, max: 3000 }) });
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 60 }), (bounds, steps) => {
        const { bus, reader } = feed(bounds);
        let current = reader();
        let published = 0;
        let accounted = 0;
        const read = (): void => {
          for (const { type, data } of all(current)) {
            accounted += type === 'gap' ? (data.missed ?? NaN) : 1;
            expect(type === 'gap' || data.process === `p${accounted}`).toBe(true);
          }
        };
        for (const next of steps) {
          if (next === 'take') read();
          else if (next === 'reconnect') current = reader(current.id);
          else for (let i = 0; i < next.publish; i += 1) bus.publish(added(`p${(published += 1)}`));
        }
        read();
        expect(accounted).toBe(published);
      }),
      { numRuns: 500 },
    );
  });
});
