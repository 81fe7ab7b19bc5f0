import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';
import type { Schema } from '../wire-schema.js';

type Definitions = Readonly<Record<string, Schema>>;

/** The schemas of what the API answers with, made from the types that controllers and client share. */
export interface ResultSchemas {
  /** By the name of the endpoint. */
  readonly answers: Definitions;
  /** Data of one server-sent event, by the name of the endpoint. */
  readonly events: Definitions;
  /** Further members of a problem document, by error code. */
  readonly problemMembers: Definitions;
  /** What the others refer to. */
  readonly definitions: Definitions;
}

/** The tables of types in libs/contract/src/api that list the others. */
const TABLES = ['RouteAnswers', 'RouteEvents', 'ProblemMembers'] as const;

/**
 * @param root of the repository: types are gone from what was built, so the sources are read
 */
export function resultSchemas(root: string): ResultSchemas {
  const generator = createGenerator({
    path: join(root, 'libs/contract/src/api/{answers,event.dto,problem.dto}.ts'),
    tsconfig: join(root, 'tsconfig.json'),
    expose: 'export',
    jsDoc: 'extended',
    // A later daemon may tell more: clients ignore what they do not know.
    additionalProperties: true,
    encodeRefs: false,
    // The type check is another step.
    skipTypeCheck: true,
  });
  const all = generator.createSchema('*').definitions as Definitions;
  const scalars = Object.fromEntries(Object.entries(all).filter(([, schema]) => isScalar(schema)));
  const plain = Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !(name in scalars))
      .map(([name, schema]) => [name, withScalars(schema, scalars) as Schema]),
  );
  const [answers, events, problemMembers] = TABLES.map((name) => plain[name]?.['properties'] as Definitions);
  return { answers: answers ?? {}, events: events ?? {}, problemMembers: problemMembers ?? {}, definitions: plain };
}

function isScalar(schema: Schema): boolean {
  return typeof schema['type'] === 'string' && !['object', 'array'].includes(schema['type']) && !('enum' in schema);
}

/** Puts the schema of a named string or number where it is referred to, which is how most generators of clients want it. */
function withScalars(value: unknown, scalars: Definitions): unknown {
  if (Array.isArray(value)) return value.map((item) => withScalars(item, scalars));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...rest } = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withScalars(item, scalars)])) as Schema;
  const named = typeof $ref === 'string' ? scalars[$ref.replace('#/definitions/', '')] : undefined;
  if (named !== undefined) return { ...withoutDescription(named), ...rest };
  return orNull($ref === undefined ? rest : { $ref, ...rest });
}

/** `anyOf` a plain type and null is a type with null. */
function orNull(schema: Schema): Schema {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const [type, none] = anyOf as [Schema, Schema];
  return none['type'] === 'null' && typeof type['type'] === 'string' && !('enum' in type)
    ? { ...type, type: [type['type'], 'null'], ...rest }
    : schema;
}

function withoutDescription({ description: _description, ...schema }: Schema): Schema {
  return schema;
}
