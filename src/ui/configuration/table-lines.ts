import type { ConfigTableDto } from '#contract';

/** One key with its value. */
export interface TableLine {
  /** `env.PORT`, `server.tls.cert_file`. */
  readonly key: string;
  readonly text: string;
}

/** A table by whole keys; what is not set, or empty, is left out. */
export function linesOf(table: ConfigTableDto): readonly TableLine[] {
  return entriesOf(table, '');
}

/** A value as a person would write it; a list of words without its brackets. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '""' : value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' && !/[\s,]/.test(String(item)))) return value.join(', ');
  return JSON.stringify(value);
}

function entriesOf(value: unknown, key: string): readonly TableLine[] {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'object'))
    return value.flatMap((item, index) => entriesOf(item, `${key}.${index + 1}`));
  if (typeof value !== 'object' || Array.isArray(value)) return [{ key, text: valueText(value) }];
  return Object.entries(value).flatMap(([name, item]) => entriesOf(item, key === '' ? name : `${key}.${name}`));
}
