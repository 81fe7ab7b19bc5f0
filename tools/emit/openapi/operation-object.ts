import type { ErrorCode } from '#core';
import { type Route, type RouteName, ROUTES } from '#contract';
import type { Schema } from '../wire-schema.js';
import type { Handler } from './handlers.js';
import type { Operation } from './operation.js';
import { parametersOf } from './parameters.js';
import { codesOf, problemReferences } from './problem-responses.js';
import type { ResultSchemas } from './result-schemas.js';
import { SPEC } from './samples.js';

/** One endpoint, and everything that is known of it. */
export interface Endpoint {
  readonly name: RouteName;
  readonly route: Route;
  readonly handler: Handler;
  readonly operation: Operation;
  readonly codes: readonly ErrorCode[];
  readonly parameters: readonly Schema[];
}

/** @throws Error when the handler takes a body that the operation does not tell of, or the other way round */
export function endpoint(name: RouteName, handler: Handler, operation: Operation): Endpoint {
  if (handler.takesBody !== (operation.body !== undefined)) throw new Error(`does ${name} take a body or not?`);
  const route: Route = ROUTES[name];
  const parameters = parametersOf(route, handler.query, operation);
  return { name, route, handler, operation, parameters, codes: codesOf(handler, route, operation.errors ?? [], parameters.length > 0) };
}

/** The Operation Object of an endpoint. */
export function operationObject({ name, operation, handler, parameters, codes }: Endpoint, results: ResultSchemas): Schema {
  const { tag, summary, description, extensions, body } = operation;
  const { role } = handler;
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(role === null ? {} : { 'x-role': role }),
    ...extensions,
    security: role === null ? [] : [{ bearer: [role] }, { mutualTLS: [role] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBody(body === 'required') }),
    responses: { ...successes(name, operation, results), ...problemReferences(codes) },
  };
}

function requestBody(required: boolean): Schema {
  return {
    required,
    description: 'A process. Every path in it must be absolute and clean.',
    content: {
      'application/json': {
        schema: { anyOf: [{ $ref: '#/components/schemas/ProcessSpecDto' }, { $ref: '#/components/schemas/ProcessEntryDto' }] },
        examples: { flat: { value: SPEC }, entry: { summary: 'As in files', value: { type: 'process', spec: SPEC } } },
      },
    },
  };
}

function successes(name: RouteName, { answers, example }: Operation, results: ResultSchemas): Record<string, Schema> {
  const [shown] = Object.keys(answers);
  return Object.fromEntries(
    Object.entries(answers).map(([status, description]) => [
      status,
      {
        description,
        content: { ...once(results.answers[name], status === shown ? example : undefined), ...streamed(results.events[name]) },
      },
    ]),
  );
}

function once(schema: Schema | undefined, example: unknown): Schema {
  if (schema === undefined) return {};
  const mediaType = schema['type'] === 'string' ? 'text/plain' : 'application/json';
  return { [mediaType]: { schema, ...(example === undefined ? {} : { example }) } };
}

/** OpenAPI 3.1 has no words for what is in a stream of events: their data, as JSON, by the name of the event. */
function streamed(data: Schema | undefined): Schema {
  if (data === undefined) return {};
  const events = { '*': data, end: { $ref: '#/components/schemas/StreamEndDto' }, error: { $ref: '#/components/schemas/ProblemDto' } };
  return { 'text/event-stream': { schema: { type: 'string' }, 'x-events': events } };
}
