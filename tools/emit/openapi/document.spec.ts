import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '#contract';
import { openApiDocument } from './document.js';
import { templateOf } from './parameters.js';

const ROOT = join(import.meta.dirname, '../../..');

describe('the emitted OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(ROOT))) as { paths: Record<string, Record<string, { operationId: string }>> };

  it('is the committed one', async () => {
    expect(JSON.parse(await readFile(join(ROOT, 'docs/reference/openapi.json'), 'utf8'))).toEqual(document);
  });

  it('has each endpoint under its path and method, and nothing else', () => {
    const operations = Object.entries(document.paths).flatMap(([path, { servers: _servers, ...methods }]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    );
    expect(operations.sort()).toEqual(
      Object.entries(ROUTES)
        .map(([name, { method, path }]) => `${name} ${method} ${templateOf(path)}`)
        .sort(),
    );
  });
});
