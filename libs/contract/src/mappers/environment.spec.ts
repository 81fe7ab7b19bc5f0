import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childEnvironment, inheritedVariables, interpolate } from './environment.js';
import type { SharedEnvironment } from './spec-context.js';

const shared = (inherited: Record<string, string>, ...declared: Record<string, string>[]): SharedEnvironment => ({
  inherited,
  declared,
  inherit: 'all',
});

describe('interpolate', () => {
  it.each([
    ['${A}-${A}', '1-1'],
    ['$A ${ A} ${}', '$A ${ A} ${}'],
    ['$$', '$'],
    ['$$$$', '$$'],
    ['$${A}', '${A}'],
    ['$$${A}', '$1'],
    ['${NOPE}', '${NOPE}'],
    ['${B}', '${A}'],
    ['${A', '${A'],
    ['${${A}}', '${1}'],
  ])('%j becomes %j', (text, result) => {
    expect(interpolate(text, (name) => ({ A: '1', B: '${A}' })[name])).toBe(result);
  });

  it('leaves text without a dollar sign alone, whatever the variables are', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('$')),
        fc.string(),
        (text, value) => {
          expect(interpolate(text, () => value)).toBe(text);
        },
      ),
    );
  });

  it('undoes doubled dollar signs and puts values in as they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, value, after) => {
        const escape = (text: string): string => text.replaceAll('$', '$$$$');
        expect(interpolate(`${escape(before)}\${X}${escape(after)}`, (name) => (name === 'X' ? value : undefined))).toBe(
          before + value + after,
        );
      }),
    );
  });
});

describe('childEnvironment', () => {
  it('holds what is declared, and inherited values that the expansion changed', () => {
    const env = childEnvironment(shared({ HOME: '/h', REF: '${NAME}', MONEY: '$$5' }, { NAME: 'file' }, { NAME: 'global' }), [
      'NAME=own',
      'H=${HOME}',
    ]);
    expect(env).toEqual({ NAME: 'own', H: '/h', REF: 'own' });
  });

  it('lets a variable add to its value in the layers below', () => {
    const env = childEnvironment(shared({ PATH: '/bin' }, { PATH: '/a:${PATH}' }, { OTHER: '1' }), { PATH: '/b:${PATH}' });
    expect(env['PATH']).toBe('/b:/a:/bin');
    expect(childEnvironment(shared({}), { PATH: '/b:${PATH}' })['PATH']).toBe('/b:${PATH}');
  });

  it('is the same whatever the order of the keys', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Z]{1,3}$/), fc.string()), { selector: ([name]) => name });
    fc.assert(
      fc.property(entries, (pairs) => {
        const forwards = childEnvironment(shared({}), Object.fromEntries(pairs));
        const backwards = childEnvironment(shared({}), Object.fromEntries([...pairs].reverse()));
        expect(JSON.stringify(forwards)).toBe(JSON.stringify(backwards));
      }),
    );
  });
});

describe('inheritedVariables', () => {
  const own = { PATH: '/bin', SECRET: 'x', TZ: undefined };

  it('is everything, or the six', () => {
    expect(inheritedVariables(own, 'all')).toEqual({ PATH: '/bin', SECRET: 'x' });
    expect(inheritedVariables(own, 'minimal')).toEqual({ PATH: '/bin' });
  });
});
