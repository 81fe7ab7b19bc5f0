import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { Conformance, type Part } from './conformance.js';

const FILE = fileURLToPath(new URL('../../../docs/reference/openapi.json', import.meta.url));
const document = JSON.parse(readFileSync(FILE, 'utf8')) as Part;
const conformance = new Conformance(document);

/** Every media type object of an operation, with where it is. */
function mediaOf(object: Part): (readonly [place: string, media: Part])[] {
  const body = object['requestBody'] as Part | undefined;
  const responses = Object.entries(object['responses'] as Readonly<Record<string, Part>>).map(
    ([status, response]) => [status, conformance.resolve(response)] as const,
  );
  return [...(body === undefined ? [] : [['body', body] as const]), ...responses].flatMap(([place, holder]) =>
    Object.entries(holder['content'] as Readonly<Record<string, Part>>).map(([type, media]) => [`${place} ${type}`, media] as const),
  );
}

function examplesOf({ example, examples }: Part): unknown[] {
  const named = Object.values((examples ?? {}) as Readonly<Record<string, Part>>).map(({ value }) => value);
  return example === undefined ? named : [example, ...named];
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it.each(conformance.operations.map(({ id, object }) => [id, object] as const))('tells all of %s', (_id, object) => {
    expect(object).toMatchObject({ summary: expect.any(String) as string, tags: [expect.any(String)], security: expect.any(Array) as [] });
    const role = object['x-role'];
    expect(object['security']).toEqual(role === undefined ? [] : [{ bearer: [role] }, { mutualTLS: [role] }]);
    expect(Object.keys(object['responses'] as Part)).toEqual(
      expect.arrayContaining(role === undefined ? ['200'] : ['200', '401', '403', '429']),
    );
    for (const parameter of (object['parameters'] ?? []) as Part[])
      expect(parameter['description'], String(parameter['name'])).toBeTruthy();
    for (const [place, media] of mediaOf(object)) {
      for (const example of examplesOf(media)) expect(conformance.problemsOf(media['schema'] as Part, example), place).toEqual([]);
    }
  });

  it('has an example of every body and of nearly every answer', () => {
    const without = conformance.operations.flatMap(({ id, object }) =>
      mediaOf(object)
        .filter(([place, media]) => !/^202|stream/.test(place) && examplesOf(media).length === 0)
        .map(([place]) => `${id} ${place}`),
    );
    expect(without.sort()).toEqual(['debugProcesses 200 application/json', 'openapi 200 application/json', 'ready 503 application/json']);
  });
});
