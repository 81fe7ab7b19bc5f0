import { programFileSchema } from '../config-schema.js';
import type { Schema } from '../wire-schema.js';

type Schemas = Readonly<Record<string, Schema>>;

const PREFIX = '#/components/schemas/';

/** What a request may define: the same classes as in the configuration. */
function specSchemas(): Schemas {
  const { CronjobSpecDto: _cronjob, CronjobTemplate: _template, ...definitions } = programFileSchema()['$defs'] as Record<string, Schema>;
  const ProcessEntryDto = {
    type: 'object',
    description: 'A process in the form of files of the programs directory.',
    properties: { $schema: { type: 'string' }, type: { const: 'process' }, spec: { $ref: `${PREFIX}ProcessSpecDto` } },
    required: ['spec'],
    additionalProperties: false,
  };
  return { ...definitions, ProcessEntryDto };
}

/** The components that a document refers to, directly or through others, by name. */
export function componentSchemas(document: Schema, definitions: Schemas, problems: Schemas): Schemas {
  const known: Schemas = { ...definitions, ...specSchemas(), ...problems };
  const needed = new Set<string>();
  const visit = (part: unknown): void => {
    for (const name of referencesIn(part)) {
      const schema = known[name];
      if (schema === undefined) throw new Error(`there is no schema "${name}"`);
      if (!needed.has(name)) visit((needed.add(name), schema));
    }
  };
  visit(document);
  return Object.fromEntries([...needed].sort().map((name) => [name, known[name] ?? {}]));
}

/** Makes every reference one into the components of the document, whichever emitter wrote it. */
export function withComponentReferences<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll(/"#\/(?:definitions|\$defs)\//g, `"${PREFIX}`)) as Value;
}

function referencesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"#\/(?:definitions|\$defs|components\/schemas)\/([^"]+)"/g)].map(([, name]) => name ?? '');
}
