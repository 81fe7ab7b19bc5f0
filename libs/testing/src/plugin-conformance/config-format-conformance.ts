import { deepEqual, equal, ok } from 'node:assert/strict';
import type { ConfigFormatReader, TextPosition } from '#plugin';
import type { PluginCase } from './plugin-case.js';

/** A reader, and what it is to read. */
export interface ConfigFormatTrial {
  readonly reader: ConfigFormatReader;
  /** A text of the format, of more than one line, */
  readonly text: string;
  /** and what it says. */
  readonly data: Readonly<Record<string, unknown>>;
  /** A text that is not of the format. */
  readonly broken: string;
}

const FILE = '/etc/provisr/programs/web';

function isWithin(text: string, { line, column }: TextPosition): boolean {
  const lines = text.split(/\r\n|\r|\n/);
  // Where something is missing it may be behind the last character.
  return Number.isInteger(line) && line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1] ?? '').length + 1;
}

function keysOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...keysOf(inner, [...path, key])]);
}

function problemWith(reader: ConfigFormatReader, text: string): unknown {
  try {
    reader.parse(text, FILE);
  } catch (error) {
    return error;
  }
  throw new Error('a text that is not of the format must be refused');
}

/**
 * What the daemon relies on, whatever a format looks like: for authors of config formats. Bound to no test framework:
 * `for (const { name, check } of configFormatConformance) it(name, () => check({ reader, text, data, broken }))`.
 */
export const configFormatConformance: readonly PluginCase<ConfigFormatTrial>[] = [
  {
    name: 'reads what a text says, as plain data',
    check: async ({ reader, text, data }) => {
      const parsed = reader.parse(text, FILE);
      deepEqual(JSON.parse(JSON.stringify(parsed.data)), data);
    },
  },
  {
    name: 'says the same when it is asked again: it keeps nothing of a text',
    check: async ({ reader, text, broken }) => {
      const first = reader.parse(text, FILE).data;
      problemWith(reader, broken);
      deepEqual(reader.parse(text, FILE).data, first);
    },
  },
  {
    name: 'refuses a text that is not of the format, with a place in it',
    check: async ({ reader, broken }) => {
      const error = problemWith(reader, broken);
      ok(error instanceof Error && error.message !== '', 'an Error with a message');
      const { line, column, lineNumber, columnNumber } = error as unknown as Readonly<Record<string, number | undefined>>;
      const place = { line: line ?? lineNumber ?? 0, column: column ?? columnNumber ?? 0 };
      ok(isWithin(broken, place), `${place.line}:${place.column} is no place in the text`);
    },
  },
  {
    name: 'knows where each key stands, or says nothing',
    check: async ({ reader, text, data }) => {
      const parsed = reader.parse(text, FILE);
      for (const path of keysOf(data)) {
        const place = parsed.locate?.(path) ?? null;
        ok(place === null || isWithin(text, place), `${path.join('.')} is at no place in the text`);
      }
      for (const path of [['no-such-key'], ['no', 'such', 'key'], ['0'], []]) {
        const place = parsed.locate?.(path) ?? null;
        ok(place === null || isWithin(text, place), `what is not there stands nowhere, or where it would`);
      }
    },
  },
  {
    name: 'copes with an empty text, by reading or refusing it',
    check: async ({ reader }) => {
      try {
        equal(typeof reader.parse('', FILE), 'object');
      } catch (error) {
        ok(error instanceof Error);
      }
    },
  },
];
