import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProvisr, type Provisr, ProvisrModule } from './index.js';

interface Host {
  readonly origin: string;
  close(): Promise<unknown>;
}

let directory: string;
let provisr: Provisr;
let other: Provisr;

const configFor = (name: string): Record<string, unknown> => ({
  pid_dir: join(directory, name),
  processes: [{ type: 'process', spec: { name, command: 'sleep 600' } }],
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-embed-'));
  [provisr, other] = await Promise.all([
    createProvisr({ config: configFor('one'), directory, logger: false }),
    createProvisr({ config: configFor('two'), directory, logger: false }),
  ]);
  await Promise.all([provisr.booted, other.booted]);
});

afterAll(async () => {
  await Promise.all([provisr?.close(), other?.close()]);
  await rm(directory, { recursive: true, force: true });
});

function listening(server: Server): Promise<Host> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: () => new Promise((done) => server.close(done).closeAllConnections()),
      }),
    );
  });
}

@Controller()
class OwnController {
  @Get('own')
  own(): string {
    return 'of the host';
  }
}

async function nestHost(adapter: 'express' | 'fastify'): Promise<Host> {
  @Module({
    imports: [ProvisrModule.forRootAsync({ useFactory: async () => ({ config: configFor(adapter), directory, routePrefix: '/provisr' }) })],
    controllers: [OwnController],
  })
  class HostModule {}
  const app = await NestFactory.create(HostModule, adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return { origin: await app.getUrl(), close: () => app.close() };
}

const HOSTS: Readonly<Record<string, () => Promise<Host>>> = {
  'node:http': () => listening(createServer(provisr.under('/provisr'))),
  Express: () => {
    const app = express();
    app.get('/own', (_request, response) => void response.send('of the host'));
    app.use('/provisr', provisr.handler);
    return listening(createServer(app));
  },
  'Express that reads bodies itself': () => {
    const app = express();
    app.use(express.json());
    app.get('/own', (_request, response) => void response.send('of the host'));
    app.use('/provisr', provisr.handler);
    return listening(createServer(app));
  },
  Fastify: async () => {
    const app = fastify();
    app.get('/own', () => 'of the host');
    await app.register(provisr.fastify, { prefix: '/provisr' });
    return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },
  'Nest on Express': () => nestHost('express'),
  'Nest on Fastify': () => nestHost('fastify'),
};

const ask = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, text, type: response.headers.get('content-type') };
};

describe.each(Object.entries(HOSTS))('provisr under a prefix of %s', (name, open) => {
  let host: Host;
  const at = (path: string): string => `${host.origin}/provisr${path}`;
  const json = (path: string, body: unknown, method = 'POST') =>
    ask(at(path), { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  beforeAll(async () => {
    host = await open();
  });
  afterAll(() => host?.close());

  it('answers reads, writes, errors, health and metrics', async () => {
    expect(await ask(at('/status?wildcard=*'))).toMatchObject({ status: 200, text: expect.stringContaining('"state":"running"') });
    const process = `p${name.replaceAll(/\W/g, '')}`;
    expect(await json('/start', { name: process, command: 'sleep 600' })).toMatchObject({ status: 200 });
    expect(await ask(at(`/stop?name=${process}`), { method: 'POST' })).toMatchObject({ status: 200 });
    expect(await ask(at(`/unregister?name=${process}`), { method: 'POST' })).toMatchObject({ status: 200 });
    const missing = await ask(at('/processes/nobody'));
    expect(missing).toMatchObject({ status: 404, type: expect.stringContaining('application/problem+json') });
    expect(JSON.parse(missing.text)).toMatchObject({ instance: '/provisr/processes/nobody' });
    expect(await ask(at('/health/live'))).toMatchObject({ status: 200 });
    expect((await ask(at('/metrics'))).text).toContain('provisr_build_info');
  });

  it('leaves the rest to the host', async () => {
    const answer = await ask(`${host.origin}/own`);
    expect(answer).toMatchObject(name === 'node:http' ? { status: 404 } : { status: 200, text: 'of the host' });
    expect((await ask(`${host.origin}/provisrs/status`)).status).toBe(404);
  });

  it('refuses what a page of another site sends', async () => {
    const sent = await ask(at('/stop?name=one'), { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect(sent).toMatchObject({ status: 403 });
  });
});

describe('endpoints one by one', () => {
  const guarded: string[] = [];

  it('go behind middleware of Express, at paths of the host', async () => {
    const app = express();
    const auth: express.RequestHandler = (request, response, next) => {
      guarded.push(request.originalUrl);
      if (request.headers.authorization === 'Bearer right') next();
      else response.status(401).send('who?');
    };
    app.get('/procs', provisr.endpoints.status);
    app.post('/procs/begin', auth, express.json(), provisr.endpoints.start);
    app.get('/deep/processes/:name/why', provisr.endpoints.processWhy);
    const host = await listening(createServer(app));
    try {
      expect(await ask(`${host.origin}/procs?name=one`)).toMatchObject({ status: 200 });
      expect(await ask(`${host.origin}/procs/begin?name=one`, { method: 'POST' })).toMatchObject({ status: 401, text: 'who?' });
      const headers = { 'content-type': 'application/json', authorization: 'Bearer right' };
      const body = JSON.stringify({ name: 'begun', command: 'sleep 600' });
      expect(await ask(`${host.origin}/procs/begin`, { method: 'POST', headers, body })).toMatchObject({ status: 200 });
      expect(await ask(`${host.origin}/deep/processes/one/why`)).toMatchObject({ status: 200, text: expect.stringContaining('one') });
      expect(guarded).toEqual(['/procs/begin?name=one', '/procs/begin']);
    } finally {
      await host.close();
    }
  });

  it('go behind hooks of Fastify, and its log sees its own URLs', async () => {
    const app = fastify();
    const seen: string[] = [];
    app.addHook('onResponse', async (request) => void seen.push(request.url));
    app.get('/procs', provisr.endpoints.status);
    app.post(
      '/begin',
      { preHandler: async (request, reply) => (request.headers.authorization ? undefined : reply.code(401).send()) },
      provisr.endpoints.start,
    );
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    try {
      expect(await ask(`${origin}/procs`)).toMatchObject({ status: 200 });
      const body = JSON.stringify({ name: 'begun2', command: 'sleep 600' });
      const headers = { 'content-type': 'application/json' };
      expect(await ask(`${origin}/begin`, { method: 'POST', headers, body })).toMatchObject({ status: 401 });
      expect(await ask(`${origin}/begin`, { method: 'POST', headers: { ...headers, authorization: 'x' }, body })).toMatchObject({
        status: 200,
      });
      expect(seen).toEqual(['/procs', '/begin', '/begin']);
    } finally {
      await app.close();
    }
  });
});

describe('two of them in one process', () => {
  it('do not meet', async () => {
    expect(other.manager.statuses({ kind: 'all' }).map(({ name }) => name)).toEqual(['two']);
    expect(await other.metrics()).not.toContain('name="one"');
  });

  it('cannot have the same state directory', async () => {
    await expect(createProvisr({ config: configFor('one'), directory, logger: false })).rejects.toMatchObject({
      code: 'PROVISR_DAEMON_RUNNING',
    });
  });

  it('bring in another configuration', async () => {
    const changes = await other.apply({ ...configFor('two'), groups: [{ name: 'all', members: ['two'] }] });
    expect(changes).toMatchObject({ unchanged: ['two'], restarted: [] });
    await expect(other.apply({ processes: [{ spec: { name: 'x' } }] })).rejects.toMatchObject({ code: 'PROVISR_CONFIG_INVALID' });
    expect(await other.apply()).toMatchObject({ unchanged: ['two'] });
  });
});
