import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemDto, StatusDto } from '#contract';
import { ANY_PORT, type HttpAnswer, type ServedConfig, serveConfig } from '#testing';

const EVIL = { name: 'evil', command: 'sleep 600' };
const PATHS = ['/api/status', '/api/processes', '/api/groups', '/api/cronjobs', '/api/plugins', '/api/debug/processes', '/metrics'];

let served: ServedConfig;
let port: string;

beforeAll(async () => {
  served = await serveConfig(ANY_PORT);
  ({ port } = new URL(served.origin));
});

afterAll(async () => {
  try {
    expect((await served.get('/processes')).json<StatusDto[]>(), 'no page has started anything').toEqual([]);
  } finally {
    await served.close();
  }
});

function forbidden(answer: HttpAnswer): void {
  expect(answer.status).toBe(403);
  expect(answer.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_ORIGIN_FORBIDDEN' });
  expectNoCors(answer);
}

function expectNoCors({ headers }: HttpAnswer): void {
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
}

describe('DNS rebinding: a Host that is not ours', () => {
  it.each(['evil.example', 'evil.example:8080', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.0.1', 'xlocalhost'])(
    'Host: %s is 403 everywhere',
    async (host) => {
      for (const path of PATHS) forbidden(await served.ask(path, { headers: { host } }));
      forbidden(await served.post('/start', EVIL, { headers: { host } }));
    },
  );

  it.each(['localhost', 'LOCALHOST', 'localhost.', '127.0.0.1', '127.9.9.9', '[::1]'])('Host: %s is ours, with any port', async (host) => {
    for (const suffix of ['', `:${port}`, ':1'])
      expect((await served.get('/status', { headers: { host: host + suffix } })).status).toBe(200);
  });

  it('no Host at all is refused', async () => {
    expect(await raw('GET /api/status HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('GET /api/status HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw('GET /api/status HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.[01] 403 /);
  });
});

describe('a page of another origin', () => {
  it.each(['http://evil.example', 'https://evil.example', 'null', 'http://localhost:1', 'https://localhost', 'file://', 'nonsense'])(
    'Origin: %s is 403, reading and writing',
    async (origin) => {
      for (const path of PATHS) forbidden(await served.ask(path, { headers: { origin } }));
      forbidden(await served.post('/start', EVIL, { headers: { origin } }));
      forbidden(await served.post('/stop?wildcard=*', undefined, { headers: { origin } }));
    },
  );

  it('our own origin is let through', async () => {
    const answer = await served.get('/status', { headers: { host: `localhost:${port}`, origin: `http://localhost:${port}` } });
    expect(answer.status).toBe(200);
    expectNoCors(answer);
  });

  it.each(['cross-site', 'same-site'])('Sec-Fetch-Site: %s cannot write', async (site) => {
    forbidden(await served.post('/start', EVIL, { headers: { 'sec-fetch-site': site } }));
    forbidden(await served.post('/reload', undefined, { headers: { 'sec-fetch-site': site } }));
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'])(
    'what a form can send without asking (%s) is never read as JSON',
    async (type) => {
      const answer = await served.post('/start', EVIL, { headers: { 'content-type': type } });
      expect(answer.status).toBe(415);
    },
  );

  it('a preflight is refused, with no CORS header', async () => {
    const answer = await served.get('/start', {
      method: 'OPTIONS',
      headers: {
        origin: 'http://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expectNoCors(answer);
  });

  it('no answer carries a CORS header', async () => {
    for (const path of [...PATHS, '/health/live', '/health/ready', '/nowhere']) expectNoCors(await served.ask(path));
  });
});

/** Bytes as they are; what came back until the other side closed. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString()));
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}
