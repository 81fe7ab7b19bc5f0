import type { Field } from './field.js';
import { fits, readingOf, textOf } from './field-text.js';

type Table = Readonly<Record<string, unknown>>;

/** What is written in a form, by the path of the field. */
export type Texts = Readonly<Record<string, string>>;

/** A specification made of a form, and what cannot be read of it. */
export interface Drafted {
  readonly spec: Table;
  /** By the path of the field. */
  readonly problems: Readonly<Record<string, string>>;
}

/** The fields in the form that the values of a definition need. */
export function fittingFields(fields: readonly Field[], spec: Table): readonly Field[] {
  return fields.map((field) => (fits(valueAt(spec, field.path), field.kind) ? field : { ...field, kind: 'json' as const }));
}

/** A definition as a form shows it. */
export function textsOf(fields: readonly Field[], spec: Table): Texts {
  return Object.fromEntries(fields.map(({ path, kind }) => [path, textOf(valueAt(spec, path), kind)]));
}

/** The definition that a form describes. What was not touched stays as its author wrote it, keys that the form does not know included. */
export function drafted(fields: readonly Field[], texts: Texts, original: Table): Drafted {
  let spec = original;
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const before = valueAt(original, field.path);
    const text = texts[field.path] ?? '';
    if (text === textOf(before, field.kind)) continue;
    const reading = field.kind === 'choice' ? { value: choiceOf(field, text) } : readingOf(text, field.kind);
    if ('problem' in reading) problems[field.path] = reading.problem;
    else spec = withValue(spec, field.path.split('.'), asBefore(reading.value, before, field));
  }
  return { spec, problems };
}

function choiceOf({ choices }: Field, text: string): unknown {
  return choices.find(({ value }) => String(value) === text)?.value;
}

/** An environment that was a table remains one. */
function asBefore(value: unknown, before: unknown, { kind }: Field): unknown {
  const wasTable = typeof before === 'object' && before !== null && !Array.isArray(before);
  if (kind !== 'environment' || !wasTable || !Array.isArray(value)) return value;
  const pairs = (value as readonly string[]).map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)] as const);
  // A list tells of a line without a "=" what is wrong with it; a table could not.
  return (value as readonly string[]).every((line) => line.includes('=')) ? Object.fromEntries(pairs) : value;
}

function valueAt(spec: Table, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Table | undefined)?.[key], spec);
}

function withValue(table: Table, [key = '', ...rest]: readonly string[], value: unknown): Table {
  const { [key]: before, ...others } = table;
  const next = rest.length === 0 ? value : withValue((before ?? {}) as Table, rest, value);
  const isNothing = next === undefined || (rest.length > 0 && Object.keys(next as object).length === 0);
  return isNothing ? others : { ...table, [key]: next };
}
