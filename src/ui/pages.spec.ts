import { describe, expect, it } from 'vitest';
import { PAGES, pageAt } from './pages.js';
import { placeOf } from './parts/place.js';

const at = (hash: string): ReturnType<typeof pageAt> => pageAt(placeOf(hash));

describe('the table of pages', () => {
  it('has each path once', () => {
    expect(new Set(PAGES.map(({ path }) => path)).size).toBe(PAGES.length);
  });

  it('finds the page of a place, and the page of one thing where there is one', () => {
    expect(at('#/cron').row.title).toBe('Cron');
    expect(at('#/cron/backup')).toMatchObject({ name: 'backup', row: { path: 'cron' } });
    expect(at('#/cron/backup').load).not.toBe(at('#/cron').load);
    // A group has no page of its own.
    expect(at('#/groups/stack')).toEqual(at('#/groups'));
  });

  it('shows the first page where the place is none', () => {
    for (const hash of ['', '#/', '#/elsewhere', '#/elsewhere/web']) expect(at(hash)).toEqual(at('#/processes'));
  });
});
