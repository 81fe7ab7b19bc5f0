import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { positionAt } from './source-file.js';
import { locateTomlKeys, tomlPath } from './toml-locator.js';

/** Every path of a parsed document, tables and list items included. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}

function unlocated(text: string): string[][] {
  const keys = locateTomlKeys(text);
  return pathsOf(parse(text)).filter((path) => !keys.has(tomlPath(path)));
}

function lineOf(text: string, ...path: string[]): number | undefined {
  const offset = locateTomlKeys(text).get(tomlPath(path));
  return offset === undefined ? undefined : positionAt(text, offset).line;
}

const key = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), fc.string({ unit: 'grapheme', maxLength: 6 }));
const scalar = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.boolean(),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('a # b', 'x = [', "it's", '"""', "'''", '}', ']', '\n[t]\nk = 1', '\\'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(new Date('2026-01-02T03:04:05Z')),
);
const { table } = fc.letrec<{ value: unknown; table: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(scalar, { maxLength: 4 }),
    tie('table'),
    fc.array(tie('table'), { maxLength: 3 }),
  ),
  table: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

describe('locateTomlKeys', () => {
  it('finds every key of every document that smol-toml writes', () => {
    fc.assert(
      fc.property(table, (document) => {
        expect(unlocated(stringify(document))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('finds every key in the forms that people write', () => {
    const text = `# comment [not.a.table]
title = "a # b" # comment
"quoted key" = 'x = ['
a.b . "c.d" = 1
when = 1979-05-27 07:32:00
list = [ 1, "]", [ { x = 1 }, { y = '}' } ], # comment ]
  2 ]
inline = { a = 1, b.c = [ 1 ], "d" = { e = """
}
""" } }
multi = """
[no.table]
k = 1 \\"""
"""
literal = '''
[[no]]
it's'''
[server]
listen = ":8080" 
  [ server . tls ]
  enabled = true
[[processes]]
type = "process"
[processes.spec]
name = "web"
[[processes.spec.log.sinks]]
type = "x"
[[processes]]
[processes.spec]
name = "api"
`;
    expect(unlocated(text)).toEqual([]);
    const lines = text.split('\n');
    expect(lineOf(text, 'processes', '0', 'spec', 'name')).toBe(lines.indexOf('name = "web"') + 1);
    expect(lineOf(text, 'processes', '1', 'spec', 'name')).toBe(lines.indexOf('name = "api"') + 1);
    expect(lineOf(text, 'server', 'tls', 'enabled')).toBe(lines.indexOf('  enabled = true') + 1);
    expect(lineOf(text, 'list', '2', '1', 'y')).toBe(lines.findIndex((line) => line.startsWith('list')) + 1);
    expect(lineOf(text, 'no')).toBeUndefined();
  });

  it('begins each position at the key or the bracket of its table', () => {
    fc.assert(
      fc.property(table, (document) => {
        const text = stringify(document);
        for (const [path, offset] of locateTomlKeys(text)) {
          const last = path.split('\0').at(-1) ?? '';
          const starts = text.slice(offset);
          const isKey = starts.startsWith(last) || /^["'[{]/.test(starts) || /^\d+$/.test(last);
          expect(isKey, `${JSON.stringify(path)} at ${JSON.stringify(starts.slice(0, 20))}`).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
