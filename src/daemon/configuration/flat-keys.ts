import type { ConfigTableDto } from '#contract';
import { isForeign, type KeyPath } from './masked-table.js';

/** A value with the keys that lead to it. */
export interface FlatValue {
  readonly path: KeyPath;
  readonly value: unknown;
}

/**
 * The values of a table by their whole names: `env.PORT`, `server.auth.tokens.ci.role`. Tables in a list go by their `name` or `type` where these
 * differ and may be shown, else by their number; a list of anything else is one value. What is `null` or empty is not set.
 */
export function flatKeys(table: ConfigTableDto): ReadonlyMap<string, FlatValue> {
  return new Map(entriesOf(table, '', []));
}

function entriesOf(value: unknown, name: string, path: KeyPath): [string, FlatValue][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every(isTable)) {
    const labels = labelsOf(value, path);
    return value.flatMap((item, index) => entriesOf(item, `${name}.${String(labels[index])}`, path));
  }
  if (!isTable(value)) return [[name, { path, value }]];
  return Object.entries(value).flatMap(([key, item]) => entriesOf(item, name === '' ? key : `${name}.${key}`, [...path, key]));
}

function labelsOf(tables: readonly ConfigTableDto[], path: KeyPath): readonly unknown[] {
  const numbers = tables.map((_table, index) => index + 1);
  if (isForeign([...path, ''])) return numbers;
  return ['name', 'type'].map((key) => tables.map((table) => table[key])).find(isDistinct) ?? numbers;
}

function isDistinct(labels: readonly unknown[]): boolean {
  return labels.every((label) => typeof label === 'string') && new Set(labels).size === labels.length;
}

function isTable(value: unknown): value is ConfigTableDto {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
