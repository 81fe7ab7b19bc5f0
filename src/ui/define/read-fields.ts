import { ask } from '../api/request.js';
import type { FieldGroup } from './field.js';
import { fieldGroupsOf, type Schema } from './schema-fields.js';

interface OpenApiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/**
 * The fields of a definition, by the schema of the daemon that is there now.
 * @throws ApiError
 */
export async function readFields(signal: AbortSignal): Promise<readonly FieldGroup[]> {
  const document = (await ask('openapi', {}, { signal })) as unknown as OpenApiDocument;
  const { schemas } = document.components;
  return fieldGroupsOf(schemas['ProcessSpecDto'] ?? {}, schemas);
}
