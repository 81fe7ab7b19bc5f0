import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestDaemon } from '../fixtures/test-daemon.js';

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>> & Pick<Document, 'servers'>>>;
}

const registered = new Set<string>();
let served: TestDaemon;

/** Fastify announces each instance before anybody can have given it a route. */
function noteRoutes(message: unknown): void {
  (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) registered.add(`${each} ${url}`);
  });
}

beforeAll(async () => {
  subscribe('fastify.initialization', noteRoutes);
  served = await TestDaemon.start('[server]\nlisten = "127.0.0.1:0"\nbase_path = "/v1/api"\nsocket = "api.sock"\n');
});

afterAll(async () => {
  unsubscribe('fastify.initialization', noteRoutes);
  await served?.close();
});

const document = async (ask = {}): Promise<Document> => (await served.get('/v1/api/openapi.json', ask)).body as Document;

describe('GET {base}/openapi.json', () => {
  it('documents every route of the running application, and no other', async () => {
    const documented = Object.entries((await document()).paths).flatMap(([path, { servers, ...methods }]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${servers === undefined ? '/v1/api' : ''}${path.replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    // Fastify answers HEAD wherever there is a GET.
    const routes = [...registered].filter((route) => !route.includes(' /ui') && !route.startsWith('HEAD '));
    expect(routes.sort()).toEqual(documented.sort());
  });

  it('names the address it was asked at', async () => {
    const { openapi, servers, paths } = await document();
    expect(openapi).toBe('3.1.0');
    expect(servers.map(({ url }) => url)).toEqual([`${served.url.origin}/v1/api`, '/v1/api']);
    expect(paths['/metrics']?.servers.map(({ url }) => url)).toEqual([served.url.origin, '/']);
    const { servers: named } = await document({ headers: { host: `localhost:${served.url.port}` } });
    expect(named[0]?.url).toBe(`http://localhost:${served.url.port}/v1/api`);
  });

  it('has only relative addresses through the unix socket', async () => {
    const { servers, paths } = await document({ to: { socketPath: join(served.directory, 'api.sock') } });
    expect(servers.map(({ url }) => url)).toEqual(['/v1/api']);
    expect(paths['/health/live']?.servers.map(({ url }) => url)).toEqual(['/']);
  });
});
