import type { Choice, Field, FieldGroup, FieldKind } from './field.js';
import { textOf } from './field-text.js';

/** As much of JSON Schema (2020-12) as the specification of a process uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly (boolean | string)[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
}

/** What most definitions say. */
export const BASICS = 'What runs';
const OTHERS = 'More';
/** Keys in the order in which they are asked for. What the schema has beyond them follows, so that no key of a later version is missing. */
const GROUPS: readonly (readonly [title: string, keys: readonly (string | RegExp)[]])[] = [
  [BASICS, ['name', 'command', 'args', 'work_dir', 'env', 'instances', 'auto_restart']],
  ['When it ends', [/^restart_/, 'max_restarts', 'exit_codes']],
  ['Start and stop', ['start_duration', /^retry_/, /^stop_/, 'priority', 'detached', 'required']],
  ['Output', [/^log[.]/, 'redirect_stderr', 'stdin']],
  ['Account and limits', ['user', 'group', 'umask', 'nice', 'oom_score_adj', 'limits', 'cgroup']],
  [OTHERS, [/./]],
];

/** What a form asks for to define a process, by the schema that the daemon checks definitions against. */
export function fieldGroupsOf(spec: Schema, definitions: Readonly<Record<string, Schema>>): readonly FieldGroup[] {
  const left = new Map(fieldsOf(spec, '', definitions).map((field) => [field.path, field]));
  return GROUPS.map(([title, keys]) => {
    const fields = keys.flatMap((key) =>
      [...left.values()].filter(({ path }) => (typeof key === 'string' ? path === key : key.test(path))),
    );
    const found = [...new Set(fields)];
    for (const { path } of found) left.delete(path);
    return { title, fields: found };
  }).filter(({ fields }) => fields.length > 0);
}

function fieldsOf(schema: Schema, prefix: string, definitions: Readonly<Record<string, Schema>>): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    if (isOld(property)) return [];
    const own = resolved(property, definitions);
    const path = prefix + key;
    return own.properties === undefined ? [fieldOf(path, property, definitions)] : fieldsOf(own, `${path}.`, definitions);
  });
}

/** Another spelling of a key: understood, and not asked for. */
function isOld({ deprecated, description = '' }: Schema): boolean {
  return deprecated === true || /^(?:Another spelling of|The same keys in the form of)/.test(description);
}

function fieldOf(path: string, schema: Schema, definitions: Readonly<Record<string, Schema>>): Field {
  const kind = kindOf(path, resolved(schema, definitions));
  const { description = '', default: fallback, examples } = schema;
  return {
    path,
    kind,
    description,
    fallback: fallback === undefined ? '' : wordOf(fallback) || textOf(fallback, kind),
    example: examples?.[0] === undefined ? '' : textOf(examples[0], kind),
    choices: choicesOf(schema),
  };
}

/** Kinds by the type that the schema gives, as far as that is enough. */
const OF_TYPE: Readonly<Record<string, FieldKind>> = { boolean: 'choice', integer: 'number', number: 'number', string: 'text' };
const OF_ITEMS: Readonly<Record<string, FieldKind>> = { string: 'list', integer: 'numbers' };

function kindOf(path: string, schema: Schema): FieldKind {
  if (path === 'env') return 'environment';
  if (schema.enum !== undefined) return 'choice';
  return typeof schema.type === 'string' ? kindOfType(schema.type, schema) : kindOfSeveral(schema);
}

function kindOfType(type: string, { items, additionalProperties }: Schema): FieldKind {
  if (type === 'array') return OF_ITEMS[String(items?.type)] ?? 'json';
  if (type === 'object') return additionalProperties === undefined ? 'json' : 'table';
  return OF_TYPE[type] ?? 'json';
}

function kindOfSeveral({ type, anyOf = [] }: Schema): FieldKind {
  if (anyOf.some((each) => each.type === 'number')) return 'size';
  return Array.isArray(type) || anyOf.length > 0 ? 'text' : 'json';
}

function choicesOf({ type, enum: values }: Schema): readonly Choice[] {
  if (values !== undefined) return values.map((value) => ({ text: wordOf(value) || String(value), value }));
  return type === 'boolean' ? [true, false].map((value) => ({ text: wordOf(value), value })) : [];
}

function wordOf(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : '';
}

function resolved(schema: Schema, definitions: Readonly<Record<string, Schema>>): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return reference === undefined ? schema : (definitions[reference.split('/').at(-1) ?? ''] ?? schema);
}
