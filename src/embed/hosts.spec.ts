import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ArgumentMetadata,
  type ArgumentsHost,
  BadRequestException,
  Body,
  type CallHandler,
  type CanActivate,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Module,
  type NestInterceptor,
  type PipeTransform,
  Post,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import { fastify } from 'fastify';
import { map, type Observable } from 'rxjs';
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

  @Post('orders')
  order(@Body() order: unknown): string {
    return JSON.stringify(order);
  }
}

/** What a Nest application has for all of its routes. */
class EverythingGlobal implements PipeTransform, CanActivate, ExceptionFilter, NestInterceptor {
  readonly guarded: string[] = [];

  transform(value: unknown, { type }: ArgumentMetadata): unknown {
    if (type === 'body' && !(value as { item?: unknown }).item) throw new BadRequestException('orders name an item');
    return value;
  }

  canActivate(context: ExecutionContext): boolean {
    this.guarded.push(context.switchToHttp().getRequest<{ url: string }>().url);
    return true;
  }

  catch(error: Error, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<{ status(code: number): { send(body: string): void } }>();
    response.status(418).send(`filtered: ${error.message}`);
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((answer) => (answer === 'of the host' ? answer : `wrapped ${String(answer)}`)));
  }
}
const everything = new EverythingGlobal();

async function nestHost(adapter: 'express' | 'fastify'): Promise<Host> {
  @Module({
    imports: [ProvisrModule.forRootAsync({ useFactory: async () => ({ config: configFor(adapter), directory, routePrefix: '/provisr' }) })],
    controllers: [OwnController],
  })
  class HostModule {}
  const app = await NestFactory.create(HostModule, adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter(), { logger: false });
  app.useGlobalPipes(everything).useGlobalGuards(everything).useGlobalFilters(everything).useGlobalInterceptors(everything);
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
    expect((await ask(`${host.origin}/provisrs/status`)).status).toBe(name.startsWith('Nest') ? 418 : 404);
  });

  it('has the page, whose files and API are found by relative addresses, and the policy that goes with it', async () => {
    const moved = await fetch(at('/ui'), { redirect: 'manual' });
    const document = new URL(moved.headers.get('location') ?? '', at('/ui'));
    expect([moved.status, document.href]).toEqual([308, at('/ui/')]);
    const page = await fetch(document, { headers: { 'accept-encoding': 'br' } });
    const text = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-encoding')).toBe('br');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; .*connect-src 'self'/);
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => new URL(address, document));
    const answers = await Promise.all(files.map(async (file) => ({ ...(await ask(file.href)), path: file.pathname })));
    expect(answers.map(({ type }) => type)).toEqual(
      expect.arrayContaining([expect.stringContaining('text/css'), expect.stringContaining('text/javascript')]),
    );
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, path: expect.stringMatching(/^\/provisr\/ui\//) });
    const api = /<meta name="provisr-api" content="([^"]*)"/.exec(text)?.[1] ?? 'none';
    expect(await ask(new URL(`${api}/status?wildcard=*`, document).href)).toMatchObject({ status: 200 });
  });

  it('refuses what a page of another site sends', async () => {
    const sent = await ask(at('/stop?name=one'), { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect(sent).toMatchObject({ status: 403 });
  });
});

describe.each(['express', 'fastify'] as const)('what a Nest application on %s has for all of its routes', (adapter) => {
  let host: Host;
  beforeAll(async () => {
    host = await nestHost(adapter);
  });
  afterAll(() => host?.close());
  const post = (path: string, body: unknown) =>
    ask(`${host.origin}${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  it('works for its own, and does not reach the API', async () => {
    everything.guarded.length = 0;
    expect(await post('/orders', { item: 'tea', more: 1 })).toMatchObject({ status: 201, text: 'wrapped {"item":"tea","more":1}' });
    expect(await post('/orders', {})).toMatchObject({ status: 418, text: 'filtered: orders name an item' });
    expect(await post('/provisr/start', {})).toMatchObject({ status: 400, type: expect.stringContaining('application/problem+json') });
    expect(await ask(`${host.origin}/provisr/processes/${adapter}`)).toMatchObject({ status: 200, text: expect.stringMatching(/^{"/) });
    expect(await ask(`${host.origin}/nowhere`)).toMatchObject({ status: 418 });
    expect(everything.guarded).toEqual(['/orders', '/orders']);
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
