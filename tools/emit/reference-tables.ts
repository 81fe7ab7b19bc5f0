import { ERROR_CODES } from '#core';
import { PROBLEMS } from '#contract';
import type { SeriesDescription } from '../../src/daemon/metrics/series-table.js';
import { REMEDIES } from './remedies.js';
import type { Schema } from './wire-schema.js';

/** Puts a table between the marks `<!-- emitted: name -->` and `<!-- end -->` of a page. */
export function insertTable(page: string, name: string, table: string): string {
  const start = `<!-- emitted: ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`the page has no marks for "${name}"`);
  return `${page.slice(0, from + start.length)}\n\n${table}\n\n${page.slice(to)}`;
}

/** Code, HTTP status, exit code, title and remedy of every error. */
export function errorTable(): string {
  const rows = ERROR_CODES.map((code) => {
    const { status, exit, title } = PROBLEMS[code];
    return [`\`${code}\``, String(status), String(exit), `${title}. ${REMEDIES[code]}`];
  });
  return markdownTable(['code', 'HTTP', 'exit', 'what it means and what to do'], rows);
}

/** Name, type, labels and meaning of series. */
export function seriesTable(series: readonly SeriesDescription[]): string {
  const rows = series.map(({ name, type, labels, help }) => [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(' '), help]);
  return markdownTable(['series', 'type', 'labels', 'meaning'], rows);
}

/** Names alone. */
export function nameList(names: readonly string[]): string {
  return names.map((name) => `- \`${name}\``).join('\n');
}

/** Key, type, default and meaning of every key of a schema, old spellings left out. */
export function keyTable(schema: Schema): string {
  const properties = Object.entries(schema['properties'] as Record<string, Schema>);
  const current = properties.filter(([, key]) => key['deprecated'] !== true && !descriptionOf(key).startsWith('Another spelling'));
  const rows = current.map(([name, key]) => [`\`${name}\``, typeOf(key), defaultOf(key), descriptionOf(key)]);
  return markdownTable(['key', 'type', 'default', 'meaning'], rows);
}

function descriptionOf(key: Schema): string {
  return typeof key['description'] === 'string' ? key['description'] : '';
}

function defaultOf(key: Schema): string {
  return key['default'] === undefined ? '' : `\`${JSON.stringify(key['default'])}\``;
}

function typeOf(key: Schema): string {
  if (Array.isArray(key['enum'])) return key['enum'].map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (Array.isArray(key['anyOf'])) return [...new Set((key['anyOf'] as Schema[]).map(typeOf))].join(' or ');
  if ('allOf' in key || '$ref' in key) return 'table';
  if (key['type'] === 'array')
    return key['items'] === undefined
      ? 'list'
      : `list of ${typeOf(key['items'] as Schema)
          .split(' or ')
          .map((type) => `${type}s`)
          .join(' or ')}`;
  const type = [key['type']].flat().join(' or ');
  return type === 'object' ? 'table' : type;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
