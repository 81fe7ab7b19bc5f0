/** A JSON Schema, or a table of them. */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * The same schemas, with nothing allowed that they do not name: the document lets a later daemon tell more, but this one does not.
 * Parts of an `allOf`, and what these refer to, stay as they are: each knows only some of the members.
 */
export function closedSchemas(schemas: Schema): Schema {
  const open = new Set<string>();
  const visit = (name: string): void => {
    if (open.has(name)) return;
    open.add(name);
    for (const next of referencesIn(schemas[name])) visit(next);
  };
  for (const name of partsIn(schemas)) visit(name);
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, open.has(name) ? schema : closed(schema)]));
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === 'allOf' ? (value as unknown) : closed(value)]),
  );
  const isOpen = inner['type'] === 'object' && 'properties' in inner && !('additionalProperties' in inner);
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}

/** Names of the components that an `allOf` anywhere refers to. */
function partsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [...(key === 'allOf' ? referencesIn(item) : []), ...partsIn(item)]);
}

function referencesIn(value: unknown): string[] {
  return [...(JSON.stringify(value) ?? '').matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
}
