import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, processHref } from './place.js';

describe('the place behind the hash', () => {
  it('is the process whose address it is, whatever its name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (name) => {
        expect(placeOf(processHref(name))).toEqual({ page: 'process', name });
      }),
    );
  });

  it('is all of them where the hash means nothing', () => {
    for (const hash of ['', '#', '#/', '#/processes/', '#/elsewhere', '#/processes/%']) expect(placeOf(hash).page).toBe('processes');
  });
});
