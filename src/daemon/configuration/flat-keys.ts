import type { ConfigTableDto } from '#contract';

/**
 * The values of a table by their whole names: `env.PORT`, `server.auth.tokens.ci.role`. Tables in a list go by their `name` or `type` where these
 * differ, else by their number; a list of anything else is one value. What is `null` or empty is not set.
 */
export function flatKeys(table: ConfigTableDto): ReadonlyMap<string, unknown> {
  return new Map(entriesOf(table, ''));
}

function entriesOf(value: unknown, name: string): [string, unknown][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every(isTable)) return listEntries(value, name);
  if (!isTable(value)) return [[name, value]];
  return Object.entries(value).flatMap(([key, item]) => entriesOf(item, name === '' ? key : `${name}.${key}`));
}

function listEntries(tables: readonly ConfigTableDto[], name: string): [string, unknown][] {
  const labels = ['name', 'type'].map((key) => tables.map((table) => table[key])).find(isDistinct);
  return tables.flatMap((table, index) => entriesOf(table, `${name}.${String(labels?.[index] ?? index + 1)}`));
}

function isDistinct(labels: readonly unknown[]): boolean {
  return labels.every((label) => typeof label === 'string') && new Set(labels).size === labels.length;
}

function isTable(value: unknown): value is ConfigTableDto {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
