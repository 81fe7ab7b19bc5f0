import type { Route, WireClass } from '#contract';
import { classSchema, type Schema } from '../wire-schema.js';
import type { Operation } from './operation.js';

/** Parameters of the path, the query and the headers of an endpoint. */
export function parametersOf(route: Route, query: WireClass<object> | null, operation: Operation): readonly Schema[] {
  return [...pathParameters(route, operation), ...(query === null ? [] : queryParameters(query)), ...headerParameters(operation)];
}

/** `/processes/:name` → `/processes/{name}` */
export function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function pathParameters({ path }: Route, { tag }: Operation): Schema[] {
  const description = tag === 'cronjobs' ? 'Name of the cronjob.' : 'Name of the instance, or of a process that has only one.';
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, description, schema: { type: 'string' } }));
}

function queryParameters(query: WireClass<object>): Schema[] {
  const { properties, required } = classSchema(query) as { properties: Record<string, Schema>; required?: string[] };
  const parameters = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required?.includes(name) ?? false,
    description,
    schema: asText(schema),
  }));
  return parameters.sort((left, right) => Number(right.required) - Number(left.required));
}

/** Of what may be a string or something else only the string can stand in a query. */
function asText(schema: Schema): Schema {
  const { anyOf, default: fallback, ...rest } = schema;
  const text = (anyOf as Schema[] | undefined)?.find(({ type }) => type === 'string') ?? {};
  const merged: Schema = { ...rest, ...text };
  if (fallback === undefined) return merged;
  return { ...merged, default: merged['type'] === 'integer' || typeof fallback === 'string' ? fallback : JSON.stringify(fallback) };
}

function headerParameters({ headers = {} }: Operation): Schema[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
}
