import { type ErrorCode, ProvisrError } from '#core';
import { PROBLEMS, problemType, type Route, toProblem } from '#contract';
import { REMEDIES } from '../remedies.js';
import type { Schema } from '../wire-schema.js';
import type { Handler } from './handlers.js';
import { SAMPLE_ERRORS } from './samples.js';

/** Every error an endpoint may answer with: its own, and those of whatever stands before it. */
export function codesOf(handler: Handler, { method }: Route, own: readonly ErrorCode[], hasParameters: boolean): readonly ErrorCode[] {
  const guarded: ErrorCode[] = ['PROVISR_AUTH_REQUIRED', 'PROVISR_AUTH_FORBIDDEN', 'PROVISR_ORIGIN_FORBIDDEN', 'PROVISR_RATE_LIMITED'];
  const posted: ErrorCode[] = ['PROVISR_REQUEST_INVALID', 'PROVISR_BODY_TOO_LARGE', 'PROVISR_MEDIA_TYPE_UNSUPPORTED'];
  return [
    ...new Set<ErrorCode>([
      ...own,
      ...(handler.role === null ? [] : guarded),
      ...(method === 'GET' ? [] : posted),
      ...(hasParameters ? (['PROVISR_REQUEST_INVALID'] as const) : []),
      ...(method !== 'GET' && handler.endsAtShutdown ? (['PROVISR_SHUTTING_DOWN'] as const) : []),
      'PROVISR_UNEXPECTED',
    ]),
  ].sort();
}

/** `PROVISR_START_FAILED` → `StartFailed` */
function nameOf(code: ErrorCode): string {
  return code
    .replace(/^PROVISR_/, '')
    .toLowerCase()
    .replace(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** References to the responses of error codes, by HTTP status. */
export function problemReferences(codes: readonly ErrorCode[]): Record<string, Schema> {
  return Object.fromEntries(
    [...byStatus(codes)].map(([status, some]) => [status, { $ref: `#/components/responses/${responseName(some)}` }]),
  );
}

/** The responses that {@link problemReferences} of these lists refer to. */
export function problemResponses(lists: readonly (readonly ErrorCode[])[]): Record<string, Schema> {
  const groups = lists.flatMap((codes) => [...byStatus(codes).values()]);
  return sorted(Object.fromEntries(groups.map((codes) => [responseName(codes), response(codes)])));
}

/** A schema for each code: the common members with their values, and those that only this error has. */
export function problemSchemas(codes: Iterable<ErrorCode>, members: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const schemas = [...new Set(codes)].map((code) => {
    const { status, title } = PROBLEMS[code];
    const constants = { type: { const: problemType(code) }, title: { const: title }, status: { const: status }, code: { const: code } };
    const own = members[code];
    const allOf = [{ $ref: '#/components/schemas/ProblemDto' }, { properties: constants }, ...(own === undefined ? [] : [own])];
    return [nameOf(code), { description: `${title}. ${REMEDIES[code]}`, allOf }];
  });
  return sorted(Object.fromEntries(schemas) as Record<string, Schema>);
}

function byStatus(codes: readonly ErrorCode[]): Map<string, ErrorCode[]> {
  const groups = new Map<string, ErrorCode[]>();
  for (const code of codes) groups.set(String(PROBLEMS[code].status), [...(groups.get(String(PROBLEMS[code].status)) ?? []), code]);
  return groups;
}

function responseName(codes: readonly ErrorCode[]): string {
  return codes.map(nameOf).join('Or');
}

function response(codes: readonly ErrorCode[]): Schema {
  const references = codes.map((code) => ({ $ref: `#/components/schemas/${nameOf(code)}` }));
  const mapping = Object.fromEntries(codes.map((code) => [code, `#/components/schemas/${nameOf(code)}`]));
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    ...headersOf(codes),
    content: {
      'application/problem+json': {
        schema: references.length === 1 ? references[0] : { oneOf: references, discriminator: { propertyName: 'code', mapping } },
        examples: Object.fromEntries(codes.map((code) => [code, { value: sampleProblem(code) }])),
      },
    },
  };
}

function headersOf(codes: readonly ErrorCode[]): Schema {
  if (codes.includes('PROVISR_RATE_LIMITED')) {
    return { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } };
  }
  if (codes.includes('PROVISR_AUTH_REQUIRED')) {
    return { headers: { 'WWW-Authenticate': { description: 'What is wanted.', schema: { type: 'string' } } } };
  }
  return {};
}

function sampleProblem(code: ErrorCode): unknown {
  const sample = SAMPLE_ERRORS[code];
  if (sample === undefined) throw new Error(`an endpoint may answer with ${code}, of which there is no sample`);
  const [message, extras] = sample;
  return toProblem(new ProvisrError(code, message, extras));
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => left.localeCompare(right, 'en')));
}
