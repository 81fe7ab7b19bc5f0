import { describe, expect, it } from 'vitest';
import { matcherOf } from './name-matcher.js';

const NAMES = ['web-1', 'web-2', 'web-admin', 'Worker', 'a.b'];
const found = (pattern: string): string[] => NAMES.filter(matcherOf(pattern));

describe('a search', () => {
  it('finds parts of names, whatever their case', () => {
    expect(found('WEB')).toEqual(['web-1', 'web-2', 'web-admin']);
    expect(found('')).toEqual(NAMES);
  });

  it('with a wildcard wants the whole name, and takes everything else literally', () => {
    expect(found('web-*')).toEqual(['web-1', 'web-2', 'web-admin']);
    expect(found('w*r')).toEqual(['Worker']);
    expect(found('*.*')).toEqual(['a.b']);
    expect(found('*1')).toEqual(['web-1']);
  });
});
