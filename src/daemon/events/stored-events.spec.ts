import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventGapDto } from '#contract';
import { type ProcessEvent, systemClock } from '#core';
import { FakeClock, type ScratchDirectory, scratchDirectory } from '#testing';
import type { FrameSource } from '../streams/index.js';
import { Wake } from '../streams/wake.js';
import { EventFeed } from './event-feed.js';
import { EventHistory, type HistoryQuery } from './event-history.js';

const KIB = 1024;
const ALL: HistoryQuery = { filter: { selector: null, types: undefined }, since: null, until: null, limit: 1000, cursor: null };

let scratch: ScratchDirectory;
let directory: string;
let clock: FakeClock;
let reports: (string | null)[];

beforeEach(() => {
  scratch = scratchDirectory();
  directory = join(scratch.path, 'history');
  clock = new FakeClock();
  reports = [];
});

afterEach(() => scratch.remove());

function open(maxBytes = 1024 * KIB, ringEvents = 4): EventFeed {
  const report = (message: string | null, lacking: number): void =>
    void reports.push(message === null ? `again, ${lacking} lacking` : message);
  return new EventFeed({ directory, maxBytes, clock, report }, { events: ringEvents, bytes: KIB * KIB });
}

function added(process: string): ProcessEvent {
  return { type: 'process.added', process, base: process, at: clock.epochMs() };
}

function reader(feed: EventFeed, lastId: string | null, types?: string): FrameSource {
  return feed.reader({ selector: null, types }, lastId, new Wake(systemClock));
}

interface Told {
  readonly id: string;
  readonly data: { readonly process: string } & EventGapDto;
}

/** Everything that a reader is told now. */
function all(source: FrameSource): Told[] {
  let text = '';
  for (let piece = source.take(); piece !== ''; piece = source.take()) text += piece;
  return [...text.matchAll(/^id: (.*)\nevent: .*\ndata: (.*)\n\n/gm)].map(([, id = '', data = '']) => ({
    id,
    data: JSON.parse(data) as Told['data'],
  }));
}

/** Names of processes, and `!` with a reason for a gap. */
const told = (events: readonly Told[]): string[] =>
  events.map(({ data }) => (data.process === undefined ? `!${data.reason} ${data.missed}` : data.process));

const add = (feed: EventFeed, ...names: readonly string[]): void => names.forEach((name) => feed.add(added(name)));

describe('events that are kept on disk', () => {
  it('are replayed from any id, over the deaths of daemons and a torn last line', () => {
    const first = open();
    const live = reader(first, null);
    add(first, 'a', 'b', 'c', 'd', 'e', 'f', 'g');
    const [, b] = all(reader(first, '0')).slice(1);
    expect(told(all(reader(first, b!.id)))).toEqual(['c', 'd', 'e', 'f', 'g']);
    expect(told(all(live))).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    // Killed: nothing is closed. The host died as well, in the middle of a line.
    const [file = ''] = readdirSync(directory);
    appendFileSync(join(directory, file), '{"id":"torn');
    const second = open();
    expect(told(all(reader(second, b!.id)))).toEqual(['c', 'd', 'e', 'f', 'g']);
    add(second, 'h', 'i');
    const third = open();
    add(third, 'j');
    expect(told(all(reader(third, b!.id)))).toEqual(['c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']);
    expect(told(all(reader(third, '0')))).toEqual(['!restart null', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']);
    expect(told(all(reader(third, 'ffffffffffff-2'))).slice(0, 2)).toEqual(['!restart null', 'a']);
    expect(reports).toEqual([]);
  });

  it('are JSON lines that only the daemon may read, within their budget, the oldest gone as whole files', () => {
    const feed = open(64 * KIB);
    for (let i = 0; i < 3000; i += 1) add(feed, `p${i}`);
    const files = readdirSync(directory).sort();
    const sizes = files.map((name) => statSync(join(directory, name)));
    const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
    expect(bytes).toBeGreaterThan(56 * KIB);
    expect(bytes).toBeLessThanOrEqual(64 * KIB);
    expect(feed.storedBytes).toBe(bytes);
    expect(new Set(sizes.map(({ mode }) => mode & 0o777))).toEqual(new Set([0o600]));
    const lines = files.flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1));
    const numbers = lines.map((line) => Number((JSON.parse(line) as { id: string }).id.split('-')[1]));
    expect(numbers).toEqual(numbers.map((_, at) => 3000 - numbers.length + at + 1));
    // Whoever asks for what is gone is told how much that is.
    const [gap, next] = all(reader(feed, `${(JSON.parse(lines[0]!) as { id: string }).id.split('-')[0]}-5`));
    expect(gap?.data).toMatchObject({ type: 'gap', missed: numbers[0]! - 6, reason: 'expired' });
    expect(next?.data.process).toBe(`p${numbers[0]! - 1}`);
  });

  it('do not keep anybody waiting where nothing can be written, which is reported once, and once when it works again', () => {
    writeFileSync(directory, 'in the way');
    const feed = open();
    expect(reports).toHaveLength(1);
    const live = reader(feed, null);
    add(feed, 'a', 'b', 'c');
    clock.advance(1_000);
    add(feed, 'd');
    expect(told(all(live))).toEqual(['a', 'b', 'c', 'd']);
    expect(reports.slice(1)).toEqual([expect.stringMatching(/ENOTDIR|EEXIST/)]);
    rmSync(directory);
    clock.advance(1_000);
    add(feed, 'e', 'f', 'g');
    expect(reports.slice(2)).toEqual(['again, 4 lacking']);
    expect(told(all(reader(feed, `${live.id!.split('-')[0]}-1`)))).toEqual(['!expired 2', 'd', 'e', 'f', 'g']);
  });

  it('may be removed under the daemon', () => {
    const feed = open();
    add(feed, 'a', 'b', 'c', 'd', 'e', 'f');
    const behind = reader(feed, '0');
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    expect(told(all(behind))).toEqual(['!restart null', '!expired 2', 'c', 'd', 'e', 'f']);
  });

  it('are told to somebody who wants few of them without a word on each', () => {
    const feed = open();
    for (let i = 0; i < 2000; i += 1) add(feed, `p${i}`);
    feed.add({ ...added('x'), type: 'process.removed' });
    const picky = reader(feed, '0', 'process.rem*');
    expect(told(all(picky))).toEqual(['!restart null', 'x']);
    expect(picky.id).toBe(reader(feed, null).id);
  });

  it('reach each reader once and in order, or it is told how many it missed, wherever it connects again and however little is kept', () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 300 }) }),
      fc.constantFrom('take' as const, 'piece' as const, 'reconnect' as const),
    );
    const kib = fc.integer({ min: 8, max: 128 });
    fc.assert(
      fc.property(kib, fc.integer({ min: 1, max: 40 }), fc.array(step, { maxLength: 25 }), (budget, ring, steps) => {
        rmSync(directory, { recursive: true, force: true });
        const feed = open(budget * KIB, ring);
        let current = reader(feed, null);
        let [published, accounted] = [0, 0];
        const read = (text: string): void => {
          for (const [, type, data = ''] of text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)) {
            accounted += type === 'gap' ? ((JSON.parse(data) as EventGapDto).missed ?? NaN) : 1;
            if (type !== 'gap') expect((JSON.parse(data) as { process: string }).process).toBe(`p${accounted}`);
          }
        };
        const drain = (): void => {
          for (let text = current.take(); text !== ''; text = current.take()) read(text);
        };
        for (const next of steps) {
          if (next === 'take') drain();
          else if (next === 'piece') read(current.take());
          else if (next === 'reconnect') current = reader(feed, current.id);
          else for (let i = 0; i < next.add; i += 1) add(feed, `p${(published += 1)}`);
        }
        drain();
        expect(accounted).toBe(published);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the history', () => {
  it('is told newest first, a page at a time, over the deaths of daemons', async () => {
    const first = open();
    add(first, 'a', 'b', 'c', 'd', 'e', 'f');
    const feed = open();
    add(feed, 'g', 'h', 'i', 'j', 'k', 'l');
    const history = new EventHistory(feed);
    const seen: string[] = [];
    for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages += 1) {
      const page = await history.page({ ...ALL, limit: 5, cursor });
      seen.push(...page.events.map(({ event }) => ('process' in event ? String(event.process) : '?')));
      cursor = page.next;
    }
    expect(seen).toEqual(['l', 'k', 'j', 'i', 'h', 'g', 'f', 'e', 'd', 'c', 'b', 'a']);
    expect((await history.page({ ...ALL, cursor: 'ffffffffffff-5' })).events).toEqual([]);
    await expect(history.page({ ...ALL, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'PROVISR_REQUEST_INVALID' });
  });

  it('is filtered by process, type and time', async () => {
    const feed = open();
    for (const name of ['web-1', 'web-2', 'db']) {
      add(feed, name);
      clock.advance(1_000);
    }
    feed.add({ type: 'daemon.stopping', at: clock.epochMs(), by: null });
    feed.add({ type: 'cron.skipped', at: clock.epochMs(), cronjob: 'nightly', due_at: 'x', reason: 'y' });
    const history = new EventHistory(feed);
    const types = async (query: Partial<HistoryQuery>): Promise<string[]> =>
      (await history.page({ ...ALL, ...query })).events.map(({ event }) => ('process' in event ? String(event.process) : event.type));
    expect(await types({ filter: { selector: { kind: 'wildcard', pattern: 'web-*' }, types: undefined } })).toEqual(['web-2', 'web-1']);
    expect(await types({ filter: { selector: { kind: 'name', name: 'nightly' }, types: undefined } })).toEqual(['cron.skipped']);
    expect(await types({ filter: { selector: null, types: 'daemon.*,cron.*' } })).toEqual(['cron.skipped', 'daemon.stopping']);
    expect(await types({ since: clock.epochMs() - 2_000, until: clock.epochMs() - 1_000 })).toEqual(['db', 'web-2']);
    await expect(history.page({ ...ALL, filter: { selector: null, types: 'nothing.*' } })).rejects.toMatchObject({
      code: 'PROVISR_REQUEST_INVALID',
    });
  });
});
