import type { Draft } from '../draft.js';

/**
 * The names of the definitions in a file as far as they can be read, also of those with problems of their own; `null` when one
 * cannot be.
 */
export function writtenNames(draft: Draft): readonly string[] | null {
  const { data } = draft;
  if (!isRecord(data)) return null;
  const entries: unknown = 'processes' in data ? data['processes'] : 'spec' in data ? [data] : [];
  if (!Array.isArray(entries)) return null;
  const names = entries.map((entry) => (isRecord(entry) && isRecord(entry['spec']) ? entry['spec']['name'] : undefined));
  return names.every((name) => typeof name === 'string') ? names : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
