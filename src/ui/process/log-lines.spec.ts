import { describe, expect, it } from 'vitest';
import { LogLines, MOST_LINES } from './log-lines.js';

const texts = (lines: LogLines): string[] => lines.all().map(({ text }) => text);

describe('the lines of a log', () => {
  it('put together what comes in pieces, though the other stream speaks in between', () => {
    const lines = new LogLines();
    lines.append({ stream: 'stdout', lines: ['one', 'tw'], partial: true });
    lines.append({ stream: 'stderr', lines: ['oh'] });
    lines.append({ stream: 'stdout', lines: ['o', 'three'] });
    expect(texts(lines)).toEqual(['one', 'two', 'oh', 'three']);
    expect(lines.isUnordered).toBe(true);
  });

  it('of two streams are in order of time where lines carry it', () => {
    const lines = new LogLines();
    const at = (second: number, text: string): string => `2026-01-01T00:00:0${second}.000Z ${text}`;
    lines.append({ stream: 'stdout', lines: [at(1, 'a'), 'of a', at(4, 'd'), at(6, 'beg')], partial: true });
    lines.append({ stream: 'stderr', lines: ['of nobody', at(2, 'b'), 'of b', at(3, 'c'), at(7, 'g')] });
    lines.append({ stream: 'stdout', lines: ['un', at(8, 'h')] });
    const said = texts(lines).map((text) => text.replace(/^2026\S+ /, ''));
    expect(said).toEqual(['a', 'of a', 'b', 'of b', 'c', 'd', 'begun', 'of nobody', 'g', 'h']);
    expect(lines.isUnordered).toBe(false);
    expect(new Set(lines.all().map(({ number }) => number)).size).toBe(10);
  });

  it('are the latest, and no more than so many', () => {
    const lines = new LogLines();
    const all = Array.from({ length: MOST_LINES * 3 }, (_, index) => String(index));
    for (let at = 0; at < all.length; at += 1000) lines.append({ stream: 'stdout', lines: all.slice(at, at + 1000) });
    expect(texts(lines)).toEqual(all.slice(-MOST_LINES));
    expect(lines.count).toBe(all.length);
  });

  it('are cut where nobody could read them', () => {
    const lines = new LogLines();
    lines.append({ stream: 'stdout', lines: ['x'.repeat(1_000_000)] });
    expect(texts(lines)[0]!.length).toBeLessThan(5000);
  });
});
