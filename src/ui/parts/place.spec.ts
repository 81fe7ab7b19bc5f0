import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filteredHref, hrefOf, placeOf, processHref } from './place.js';

const text = fc.string({ minLength: 1, unit: 'binary' });

describe('the place behind the hash', () => {
  it('is what its address was made of, whatever its name', () => {
    fc.assert(
      fc.property(text, text, (page, name) => {
        expect(placeOf(hrefOf(page, name))).toEqual({ page, name, query: '' });
        expect(placeOf(hrefOf(page))).toEqual({ page, name: '', query: '' });
        expect(placeOf(processHref(name))).toEqual({ page: 'processes', name, query: '' });
      }),
    );
  });

  it('tells how it is looked at', () => {
    fc.assert(
      fc.property(text, (group) => {
        const { page, query } = placeOf(filteredHref({ group }));
        expect([page, new URLSearchParams(query).get('group')]).toEqual(['processes', group]);
      }),
    );
  });

  it('is none where the hash means nothing', () => {
    for (const hash of ['', '#', '#/', '#//', 'processes']) expect(placeOf(hash)).toEqual({ page: '', name: '', query: '' });
    expect(placeOf('#/processes/%')).toEqual({ page: 'processes', name: '', query: '' });
    expect(placeOf('#/cron?of=today')).toEqual({ page: 'cron', name: '', query: 'of=today' });
  });
});
