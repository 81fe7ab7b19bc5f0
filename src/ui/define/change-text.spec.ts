import { describe, expect, it } from 'vitest';
import { consequencesOf, isNoChange } from './change-text.js';

const NOTHING = { ok: true, added: [], removed: [], restarted: [], updated: [], unchanged: [], adopted: [] } as const;

describe('what an update would do', () => {
  it('is told in sentences', () => {
    const names = Array.from({ length: 7 }, (_, index) => `web-${index + 1}`);
    expect(consequencesOf({ ...NOTHING, restarted: names, updated: ['a'], added: ['b', 'c'], removed: ['d'] })).toEqual([
      'web-1, web-2, web-3, web-4, web-5 and 2 more are restarted.',
      'a goes on without a restart.',
      'b, c are started.',
      'd is stopped and removed.',
    ]);
    expect(consequencesOf(NOTHING)).toEqual([]);
  });

  it('is nothing where nothing is another one', () => {
    expect(isNoChange({ ...NOTHING, unchanged: ['web'] })).toBe(true);
    expect(isNoChange({ ...NOTHING, updated: ['web'] })).toBe(false);
  });
});
