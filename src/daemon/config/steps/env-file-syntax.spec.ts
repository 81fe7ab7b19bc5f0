import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvFileProblem, parseEnvFile } from './env-file-syntax.js';

describe('parseEnvFile', () => {
  it('reads what people write', () => {
    const text = `\uFEFF# a comment
PLAIN=value with spaces  \r
  export EXPORTED=1
SPACED = x
EMPTY=
SINGLE='a "b" # c'
DOUBLE="it's \\n raw"  # a comment
HASH=a#b # belongs to it
EQUALS=a=b==
PLAIN=later wins`;
    expect(parseEnvFile(text)).toEqual({
      PLAIN: 'later wins',
      EXPORTED: '1',
      SPACED: 'x',
      EMPTY: '',
      SINGLE: 'a "b" # c',
      DOUBLE: "it's \\n raw",
      HASH: 'a#b # belongs to it',
      EQUALS: 'a=b==',
    });
  });

  it.each([
    ['NOVALUE', 1],
    ['A=1\n\n=x', 3],
    ['A=1\n1A=x', 2],
    ['A="open', 1],
    ["A='x' y", 1],
    ['A B=1', 1],
  ])('names the line of %j', (text, line) => {
    expect(() => parseEnvFile(text)).toThrow(expect.objectContaining({ line }) as Error);
  });

  it('never shows what a bad line holds', () => {
    expect(() => parseEnvFile('hunter2')).not.toThrow(/hunter2/);
  });

  it('reads back what is written in single quotes', () => {
    const value = fc.string().filter((text) => !/['\r\n]/.test(text));
    fc.assert(
      fc.property(value, (text) => {
        expect(parseEnvFile(`X='${text}'`)).toEqual({ X: text });
      }),
    );
  });

  it('reads or refuses anything', () => {
    const isGraceful = (text: string): boolean => {
      try {
        return typeof parseEnvFile(text) === 'object';
      } catch (error) {
        return error instanceof EnvFileProblem && error.line > 0;
      }
    };
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isGraceful(text)).toBe(true);
      }),
    );
  });
});
