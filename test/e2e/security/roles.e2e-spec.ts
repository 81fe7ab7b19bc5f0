import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemDto } from '#contract';
import { ANY_PORT, type HttpAnswer, httpRequest, runCli, type ServedConfig, serveConfig, waitFor } from '#testing';
import { newToken, type TestToken } from './tokens.js';

const TOKENS = { viewer: newToken('reader', 'viewer'), operator: newToken('ops', 'operator'), admin: newToken('boss', 'admin') };
type Role = keyof typeof TOKENS;
const ROLES = Object.keys(TOKENS) as Role[];

const PROGRAM = `
[[processes]]
[processes.spec]
name = "web"
command = "sleep 600"
[processes.spec.env]
PLAIN = "plain-value"
DB_PASSWORD = "hunter2"
API_TOKEN = "t0p-s3cret"
DATABASE_URL = "postgres://app:hunter3@db/app"

[[processes]]
[processes.spec]
name = "list"
command = "sleep 600"
env = ["PLAIN=plain-value", "STRIPE_SECRET=sk_live"]

[[groups]]
name = "all"
members = ["web"]
`;

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig([ANY_PORT, ...ROLES.map((role) => TOKENS[role].toml), PROGRAM].join('\n'));
  await waitFor(async () => (await served.ask('/health/ready')).status === 200, { what: 'the boot' });
});

afterAll(() => served?.close());

const as = (token: TestToken | undefined, method: string, path: string, body?: object): Promise<HttpAnswer> => {
  const headers = { ...token?.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  return served.get(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
};
const code = (answer: HttpAnswer): string => answer.json<ProblemDto>().code;

describe('[server.auth] tokens', () => {
  it.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer wrong' }],
    ['its hash', { authorization: `Bearer ${/sha256:\w+/.exec(TOKENS.admin.toml)?.[0]}` }],
    ['another scheme', { authorization: `Basic ${Buffer.from(`boss:${TOKENS.admin.value}`).toString('base64')}` }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a good one and something after it', { authorization: `Bearer ${TOKENS.admin.value}x` }],
  ])('%s is 401 with a challenge', async (_what, headers) => {
    const answer = await served.get('/processes', { headers, localAddress: '127.0.0.2' });
    expect(answer.status).toBe(401);
    expect(code(answer)).toBe('PROVISR_AUTH_REQUIRED');
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
    expect(answer.text).not.toContain(TOKENS.admin.value);
  });

  it('a token in the query is none', async () => {
    expect((await served.get(`/processes?token=${TOKENS.admin.value}`)).status).toBe(401);
  });

  it('health is open to everybody, metrics want a viewer', async () => {
    expect((await served.ask('/health/live')).status).toBe(200);
    expect((await served.ask('/metrics')).status).toBe(401);
    expect((await served.ask('/metrics', { headers: TOKENS.viewer.headers })).status).toBe(200);
  });

  const ENDPOINTS: readonly (readonly [method: string, path: string, least: Role, body?: object])[] = [
    ['GET', '/status', 'viewer'],
    ['GET', '/status?name=web', 'viewer'],
    ['GET', '/processes', 'viewer'],
    ['GET', '/processes/web', 'viewer'],
    ['GET', '/processes/web/spec', 'viewer'],
    ['GET', '/processes/web/definition', 'viewer'],
    ['GET', '/processes/web/logs', 'viewer'],
    ['GET', '/groups', 'viewer'],
    ['GET', '/group/status?group=all', 'viewer'],
    ['GET', '/cronjobs', 'viewer'],
    ['GET', '/plugins', 'viewer'],
    ['GET', '/debug/processes', 'operator'],
    ['GET', '/debug/log-levels', 'admin'],
    ['PUT', '/debug/log-levels?level=info', 'admin'],
    ['POST', '/start?name=web', 'operator'],
    ['POST', '/stop?base=none', 'operator'],
    ['POST', '/restart?base=none', 'operator'],
    ['POST', '/group/start?group=all', 'operator'],
    ['POST', '/group/stop?group=none', 'operator'],
    ['POST', '/group/restart?group=none', 'operator'],
    ['POST', '/cronjobs/none/trigger', 'operator'],
    ['POST', '/cronjobs/none/suspend', 'operator'],
    ['POST', '/cronjobs/none/resume', 'operator'],
    ['POST', '/start', 'admin', { name: 'web', command: 'sleep 1' }],
    ['POST', '/register', 'admin', { name: 'web', command: 'sleep 1' }],
    ['POST', '/update', 'admin', { name: 'web', command: 'sleep 1' }],
    ['POST', '/unregister?name=none', 'admin'],
    ['GET', '/about', 'viewer'],
    ['GET', '/configuration', 'viewer'],
    ['GET', '/reload/preview', 'operator'],
    ['POST', '/reload', 'admin'],
  ];

  it.each<[string, string, Role, object | undefined]>(ENDPOINTS.map(([method, path, least, body]) => [method, path, least, body]))(
    '%s %s needs at least the role %s',
    async (method, path, least, body) => {
      expect((await as(undefined, method, path, body)).status).toBe(401);
      for (const role of ROLES) {
        const answer = await as(TOKENS[role], method, path, body);
        const isAllowed = ROLES.indexOf(role) >= ROLES.indexOf(least);
        if (isAllowed) expect([401, 403], `${role}: ${answer.text}`).not.toContain(answer.status);
        else {
          expect(answer.status, role).toBe(403);
          expect(code(answer)).toBe('PROVISR_AUTH_FORBIDDEN');
        }
      }
    },
  );

  it('with a token any Host will do, a foreign Origin still will not', async () => {
    const headers = { ...TOKENS.viewer.headers, host: 'provisr.example.com' };
    expect((await served.get('/status', { headers })).status).toBe(200);
    expect((await served.get('/status', { headers: { ...headers, origin: 'http://evil.example' } })).status).toBe(403);
    expect((await served.get('/status', { headers: { host: 'provisr.example.com' } })).status).toBe(403);
  });

  it('the command line sends --token and PROVISR_TOKEN', async () => {
    const url = ['--api-url', served.daemon.url];
    expect((await runCli(['status', ...url, '--token', TOKENS.viewer.value])).code).toBe(0);
    expect((await runCli(['status', ...url], { env: { PROVISR_TOKEN: TOKENS.viewer.value } })).code).toBe(0);
    const without = await runCli(['status', ...url]);
    expect(without.code).toBe(1);
    expect(without.stderr).toMatch(/^error: .*token.*\nhint: .*--token/);
    expect((await runCli(['stop', '--name', 'web', ...url, '--token', TOKENS.viewer.value])).stderr).toMatch(/^error: .*role operator/);
  });
});

describe('secrets', () => {
  const seen = async (role: Role): Promise<string> => {
    const paths = [
      '/processes/web/spec',
      '/processes/list/spec',
      '/processes/web/definition',
      ...(role === 'viewer' ? [] : ['/debug/processes']),
    ];
    const answers = await Promise.all(paths.map((path) => as(TOKENS[role], 'GET', path)));
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
    return answers.map(({ text }) => text).join('\n');
  };
  const SECRETS = ['hunter2', 't0p-s3cret', 'hunter3', 'sk_live'];

  it('a viewer sees the names of the environment, and none of its values', async () => {
    const text = await seen('viewer');
    for (const value of [...SECRETS, 'plain-value']) expect(text).not.toContain(value);
    for (const name of ['PLAIN', 'DB_PASSWORD', 'STRIPE_SECRET']) expect(text).toContain(name);
  });

  it('an operator sees values, but no secrets', async () => {
    const text = await seen('operator');
    for (const value of SECRETS) expect(text).not.toContain(value);
    expect(text).toContain('plain-value');
  });

  it('an admin sees everything', async () => {
    const text = await seen('admin');
    for (const value of [...SECRETS, 'plain-value']) expect(text).toContain(value);
  });

  it('no status, list, metric or error shows a value of the environment to anybody', async () => {
    for (const path of ['/status?name=web', '/processes', '/groups', '/group/status?group=all']) {
      const { text } = await as(TOKENS.admin, 'GET', path);
      for (const value of [...SECRETS, 'plain-value']) expect(text, path).not.toContain(value);
    }
    const conflict = await as(TOKENS.admin, 'POST', '/start', { name: 'web', command: 'sleep 1', env: { DB_PASSWORD: 'other-secret' } });
    expect(conflict.status).toBe(409);
    for (const value of [...SECRETS, 'other-secret']) expect(conflict.text).not.toContain(value);
  });

  it("the daemon's own log shows neither tokens nor secrets", () => {
    const text = served.daemon.output();
    for (const value of [...SECRETS, 'other-secret', ...ROLES.map((role) => TOKENS[role].value)]) expect(text).not.toContain(value);
  });
});

describe('audit', () => {
  const lines = (): Record<string, unknown>[] =>
    served.daemon
      .output()
      .split('\n')
      .filter((text) => text.includes('"audit"'))
      .map((text) => JSON.parse(text) as Record<string, unknown>);

  it('each change leaves a line: who, what, which process, with which result', async () => {
    await as(TOKENS.operator, 'POST', '/restart?name=web');
    await waitFor(() => lines().some((entry) => entry['what'] === 'restart' && entry['process'] === 'web'));
    expect(lines().find((entry) => entry['process'] === 'web' && entry['what'] === 'restart')).toMatchObject({
      who: 'ops',
      via: 'token',
      result: 'ok',
    });
    await as(TOKENS.operator, 'POST', '/start?name=nobody');
    await waitFor(() => lines().some((entry) => entry['process'] === 'nobody'));
    expect(lines().find((entry) => entry['process'] === 'nobody')).toMatchObject({ result: 'PROVISR_PROCESS_NOT_FOUND' });
  });

  it('and so does each refusal', async () => {
    await as(TOKENS.viewer, 'POST', '/reload');
    await waitFor(() => lines().some((entry) => entry['msg'] === 'refused' && entry['what'] === 'reload'));
  });
});

describe('what changes while it runs', () => {
  it('a token that was taken out of the configuration is worth nothing after a reload', async () => {
    const before = readFileSync(served.configFile, 'utf8');
    try {
      writeFileSync(served.configFile, before.replace(TOKENS.viewer.toml, ''));
      expect((await as(TOKENS.admin, 'POST', '/reload')).status).toBe(200);
      expect((await served.get('/status', { headers: TOKENS.viewer.headers, localAddress: '127.0.0.3' })).status).toBe(401);
    } finally {
      writeFileSync(served.configFile, before);
    }
    expect((await as(TOKENS.admin, 'POST', '/reload')).status).toBe(200);
    expect((await as(TOKENS.viewer, 'GET', '/status')).status).toBe(200);
  });

  it('an address that guesses has to wait, others have not', async () => {
    const from = (localAddress: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
      httpRequest(`${served.daemon.url}/status`, { headers, localAddress });
    const guesses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1)
      guesses.push((await from('127.0.0.9', { authorization: `Bearer ${attempt}` })).status);
    expect(guesses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
    expect(guesses.slice(10)).toEqual([429, 429]);
    const right = await from('127.0.0.9', TOKENS.admin.headers);
    expect(right.status).toBe(429);
    expect(code(right)).toBe('PROVISR_RATE_LIMITED');
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    expect((await from('127.0.0.10', TOKENS.admin.headers)).status).toBe(200);
  });
});
