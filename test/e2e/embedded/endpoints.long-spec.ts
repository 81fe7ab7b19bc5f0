import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import express from 'express';
import { fastify, type FastifyReply, type FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '#testing';
import { type Route, type RouteName, ROUTES } from '#contract';
import { createProvisr, type Provisr } from '../../../src/embed/index.js';

interface Host {
  readonly origin: string;
  /** What its own log has of requests. */
  readonly log: string[];
  close(): Promise<unknown>;
}

const SECRET = 'Bearer right';
const STARTS = 3;
const NAMES = Object.keys(ROUTES) as RouteName[];
const routeOf = (name: RouteName): Route => ROUTES[name];
const isWrite = (name: RouteName): boolean => routeOf(name).method !== 'GET';

let directory: string;
let provisr: Provisr;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-endpoints-'));
  const config = {
    pid_dir: join(directory, 'run'),
    processes: [
      { type: 'process', spec: { name: 'one', command: 'sleep 600' } },
      { type: 'process', spec: { name: 'two', command: 'sleep 600' } },
      { type: 'cronjob', spec: { name: 'nightly', schedule: '0 3 1 1 *', command: 'true' } },
    ],
    groups: [{ name: 'both', members: ['one', 'two'] }],
    programs_directory: 'programs',
  };
  provisr = await createProvisr({ config, directory, logger: false });
  await provisr.booted;
});

afterAll(async () => {
  await provisr?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Each endpoint by itself: authentication for writes, a limit for starts, a log for all. What is not mounted is not there. */
async function onExpress(): Promise<Host> {
  const app = express();
  const log: string[] = [];
  let starts = 0;
  app.use((request, response, next) => {
    response.on('finish', () => log.push(`${request.method} ${request.originalUrl}`));
    next();
  });
  const auth: express.RequestHandler = (request, response, next) =>
    request.headers.authorization === SECRET ? next() : void response.status(401).send('who?');
  const limit: express.RequestHandler = (_request, response, next) =>
    ++starts > STARTS ? void response.status(429).send('enough') : next();
  for (const name of NAMES) {
    const { method, path } = routeOf(name);
    const before = [...(isWrite(name) ? [auth] : []), ...(name === 'start' ? [limit] : [])];
    app[method.toLowerCase() as 'get'](`/host${path}`, ...before, provisr.endpoints[name]);
  }
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const close = (): Promise<unknown> => new Promise((done) => server.close(done).closeAllConnections());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, log, close };
}

/** The same by hooks of its routes. */
async function onFastify(): Promise<Host> {
  const app = fastify({ forceCloseConnections: true });
  const log: string[] = [];
  let starts = 0;
  app.addHook('onResponse', async ({ method, url }) => void log.push(`${method} ${url}`));
  const auth = async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
    headers.authorization === SECRET ? undefined : reply.code(401).send('who?');
  const limit = async (_request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
    ++starts > STARTS ? reply.code(429).send('enough') : undefined;
  for (const name of NAMES) {
    const { method, path } = routeOf(name);
    const onRequest = [...(isWrite(name) ? [auth] : []), ...(name === 'start' ? [limit] : [])];
    app.route({ method, url: `/host${path}`, onRequest, handler: provisr.endpoints[name] });
  }
  return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), log, close: () => app.close() };
}

/** The status and type of an answer; streams are not read to an end that never comes. */
async function ask(url: string, init: RequestInit): Promise<{ status: number; type: string | null; text: string }> {
  const response = await fetch(url, init);
  const type = response.headers.get('content-type');
  const isStream = type?.startsWith('text/event-stream') === true;
  if (isStream) await response.body?.cancel();
  return { status: response.status, type, text: isStream ? '' : await response.text() };
}

/** Without which an endpoint could say only what is missing. */
const QUERIES: Partial<Record<RouteName, string>> = {
  status: '?name=one',
  stop: '?name=two',
  restart: '?name=one',
  unregister: '?name=added',
  groupStatus: '?group=both',
  groupStart: '?group=both',
  groupStop: '?group=both',
  groupRestart: '?group=both',
  setLogLevel: '?area=http&level=warn',
};
const added = { name: 'added', command: 'sleep 600' };
const BODIES: Partial<Record<RouteName, unknown>> = { register: added, update: { ...added, command: 'sleep 601' } };

/** Where there is nothing to be had in a guest: it is replaced, and has its log, with its host. */
const REFUSED: Partial<Record<RouteName, number>> = { upgrade: 501, upgradeState: 501, logLevels: 404, setLogLevel: 404 };

/** A path that leads to something, for those with a parameter. */
function addressOf(name: RouteName): string {
  const { path } = routeOf(name);
  return path.replace(':name', path.startsWith('/cronjobs') ? 'nightly' : 'one') + (QUERIES[name] ?? '');
}

function requestOf(name: RouteName): RequestInit {
  const { method } = routeOf(name);
  const body = BODIES[name];
  if (body === undefined) return { method };
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

const HOSTS = { Express: onExpress, Fastify: onFastify };

describe.each(Object.entries(HOSTS))('all endpoints one by one on %s', (_name, open) => {
  let host: Host;
  beforeAll(async () => {
    host = await open();
  });
  afterAll(() => host?.close());

  it.each(NAMES.filter((name) => name !== 'start'))('%s answers behind what the host puts before it', async (name) => {
    const { method } = routeOf(name);
    const url = `${host.origin}/host${addressOf(name)}`;
    const request = requestOf(name);
    host.log.length = 0;
    if (isWrite(name)) expect(await ask(url, request)).toMatchObject({ status: 401, text: 'who?' });
    const answer = await ask(url, isWrite(name) ? { ...request, headers: { ...request.headers, authorization: SECRET } } : request);
    expect(answer.status, answer.text).toBe(REFUSED[name] ?? 200);
    expect(answer.type).toMatch(/json|event-stream|text\/plain/);
    const line = `${method} /host${addressOf(name)}`;
    const lines = isWrite(name) ? [line, line] : [line];
    // Of a stream that nobody reads to its end neither of the two has anything to log.
    if (answer.text !== '') await waitFor(() => isDeepStrictEqual(host.log, lines), { what: `${lines.join()} in the log of the host` });
  });

  it('start answers as often as the host allows', async () => {
    const url = `${host.origin}/host/start?name=one`;
    const start = async (headers: Record<string, string>): Promise<number> => (await ask(url, { method: 'POST', headers })).status;
    expect([await start({}), await start({})]).toEqual([401, 401]);
    const answers = [];
    for (let count = 0; count <= STARTS; count += 1) answers.push(await start({ authorization: SECRET }));
    expect(answers).toEqual([200, 200, 200, 429]);
    expect(provisr.manager.statuses({ kind: 'all' }).find(({ name }) => name === 'one')?.state).toBe('running');
  });
});
