import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '#core';
import { TestDaemon } from '../fixtures/test-daemon.js';
import { FailureLimiter } from './failure-limiter.js';
import { assertOwnOrigin } from './origin-policy.js';
import { hashToken, newToken, tokenMatches } from './token-hash.js';

const tokens = { viewer: newToken(), operator: newToken(), admin: newToken(), old: newToken(), lasting: newToken() };

const CONFIG = `
[server]
listen = ":0"
[server.auth]
tokens = [
  { name = "eye", role = "viewer", hash = "${hashToken(tokens.viewer)}" },
  { name = "hand", role = "operator", hash = "${hashToken(tokens.operator)}" },
  { name = "head", role = "admin", hash = "${hashToken(tokens.admin)}" },
  { name = "old", role = "admin", hash = "${hashToken(tokens.old)}", expires_at = 2026-01-31 },
  { name = "lasting", role = "viewer", hash = "${hashToken(tokens.lasting)}", expires_at = "9999-12-31T00:00:00Z" },
]
[[processes]]
[processes.spec]
name = "db"
command = "sleep 1000"
env = ["PORT=1", "DB_PASSWORD=hush", "DATABASE_URL=postgres://me:hush@db/x"]
`;

describe('tokens', () => {
  it('are 256 random bits, and match their own hash only', () => {
    const token = newToken();
    expect(token).toMatch(/^pvr_[\w-]{43}$/);
    expect(hashToken(token)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(tokenMatches(token, hashToken(token))).toBe(true);
    expect(tokenMatches(token, hashToken(newToken()))).toBe(false);
    expect(tokenMatches(token, token)).toBe(false);
  });
});

describe('a daemon with tokens', () => {
  let daemon: TestDaemon;
  const audit: unknown[] = [];
  const bearer = (token: string): { headers: Record<string, string> } => ({ headers: { authorization: `Bearer ${token}` } });

  beforeAll(async () => {
    const note = (line: unknown, context: unknown): void => void (context === 'audit' && audit.push(line));
    daemon = await TestDaemon.start(CONFIG, {}, { logger: { log: note, warn: note, error: note } });
    await daemon.daemon.booted;
  });
  afterAll(async () => {
    await daemon.close();
    Logger.overrideLogger(false);
  });

  it('lets nobody in without one', async () => {
    for (const path of ['/api/status', '/api/processes', '/metrics', '/api/debug/processes']) {
      const answer = await daemon.get(path);
      expect(answer).toMatchObject({ status: 401, body: { code: 'PROVISR_AUTH_REQUIRED' } });
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
    expect((await daemon.get('/api/status', { headers: { authorization: 'Basic abc' } })).status).toBe(401);
    expect((await daemon.get('/health/live')).status).toBe(200);
  });

  it('lets each role do its own and what the weaker ones may', async () => {
    const spec = { name: 'x', command: 'sleep 1' };
    const asks = {
      viewer: () => daemon.get('/api/processes', bearer(tokens.viewer)),
      metrics: () => daemon.get('/metrics', bearer(tokens.viewer)),
      viewerStops: () => daemon.post('/api/stop?name=db', bearer(tokens.viewer)),
      operatorStops: () => daemon.post('/api/stop?name=db', bearer(tokens.operator)),
      operatorStarts: () => daemon.post('/api/start?name=db', bearer(tokens.operator)),
      operatorDefines: () => daemon.post('/api/start', { json: spec, ...bearer(tokens.operator) }),
      operatorRegisters: () => daemon.post('/api/register', { json: spec, ...bearer(tokens.operator) }),
      operatorReloads: () => daemon.post('/api/reload', bearer(tokens.operator)),
      adminReloads: () => daemon.post('/api/reload', bearer(tokens.admin)),
    };
    const statuses: Record<string, number> = {};
    for (const [name, ask] of Object.entries(asks)) statuses[name] = (await ask()).status;
    expect(statuses).toEqual({
      viewer: 200,
      metrics: 200,
      viewerStops: 403,
      operatorStops: 200,
      operatorStarts: 200,
      operatorDefines: 403,
      operatorRegisters: 403,
      operatorReloads: 403,
      adminReloads: 200,
    });
    expect((await asks.operatorDefines()).body).toMatchObject({ code: 'PROVISR_AUTH_FORBIDDEN' });
  });

  it('tells each who they are', async () => {
    for (const [name, token] of [
      ['eye', tokens.viewer],
      ['head', tokens.admin],
    ] as const)
      expect((await daemon.get('/api/identity', bearer(token))).body).toMatchObject({ name, via: 'token' });
    expect((await daemon.get('/api/identity')).status).toBe(401);
  });

  it('shows secrets to admins only, and no values of the environment to viewers', async () => {
    const env = async (token: string): Promise<string[]> =>
      (await daemon.get('/api/processes/db/spec', bearer(token))).body.env as string[];
    expect(await env(tokens.viewer)).toEqual(['PORT=***', 'DB_PASSWORD=***', 'DATABASE_URL=***']);
    expect(await env(tokens.operator)).toEqual(['PORT=1', 'DB_PASSWORD=***', 'DATABASE_URL=***']);
    expect(await env(tokens.admin)).toEqual(['PORT=1', 'DB_PASSWORD=hush', 'DATABASE_URL=postgres://me:hush@db/x']);
  });

  it('accepts any host name from whoever has a token, and still no foreign origin', async () => {
    const headers = { ...bearer(tokens.viewer).headers, host: 'box.example:8080' };
    expect((await daemon.get('/api/status', { headers })).status).toBe(200);
    expect((await daemon.get('/api/status', { headers: { ...headers, origin: 'https://evil.example' } })).status).toBe(403);
    expect((await daemon.get('/api/status', { headers: { host: 'box.example:8080' } })).status).toBe(403);
  });

  it('notes who changed what, and who was refused', () => {
    expect(audit).toContainEqual({ msg: 'done', who: 'hand', via: 'token', what: 'stop', process: 'db', result: 'ok' });
    expect(audit).toContainEqual(expect.objectContaining({ msg: 'refused', what: 'stop' }));
  });

  it('tells whoever has an expired token that it is, and does not count that as a guess', async () => {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      expect(await daemon.get('/api/status', bearer(tokens.old))).toMatchObject({
        status: 401,
        body: { error: 'the token "old" expired at 2026-01-31T00:00:00.000Z', hint: expect.stringContaining('token create --role admin') },
      });
    }
    expect((await daemon.get('/api/status', bearer(tokens.lasting))).status).toBe(200);
  });

  it('makes an address wait that guesses', async () => {
    const statuses = new Set<number>();
    for (let attempt = 0; attempt < 11; attempt += 1) statuses.add((await daemon.get('/api/status', bearer(newToken()))).status);
    expect([...statuses]).toEqual([401, 429]);
    const answer = await daemon.get('/api/status', bearer(tokens.admin));
    expect(answer).toMatchObject({ status: 429, body: { code: 'PROVISR_RATE_LIMITED' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('the limit of failures', () => {
  it('ends when the window has moved on, and is one for each address', () => {
    let now = 0;
    const clock: Clock = { monotonicMs: () => now, epochMs: () => now, arm: () => ({ disarm: () => undefined }) };
    const limiter = new FailureLimiter(clock);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect(limiter.waitMs('a')).toBe(0);
      limiter.fail('a');
      now += 1000;
    }
    expect(limiter.waitMs('a')).toBe(50_000);
    expect(limiter.waitMs('b')).toBe(0);
    now += 50_000;
    expect(limiter.waitMs('a')).toBe(0);
  });
});

describe('the limit of failures of IPv6', () => {
  it('is one for each network: a host has more addresses than it could count', () => {
    const limiter = new FailureLimiter({ monotonicMs: () => 0, epochMs: () => 0, arm: () => ({ disarm: () => undefined }) });
    for (let attempt = 0; attempt < 10; attempt += 1) limiter.fail(`2001:db8:0:1::${attempt}`);
    expect(limiter.waitMs('2001:db8:0:1:ffff:ffff:ffff:ffff')).toBeGreaterThan(0);
    expect(limiter.waitMs('2001:db8::1:0:0:0:1')).toBeGreaterThan(0);
    expect(limiter.waitMs('2001:db8:0:2::1')).toBe(0);
    expect(limiter.waitMs('::1')).toBe(0);
  });
});

describe('own names', () => {
  const ask = { host: 'localhost:8080', origin: undefined, fetchSite: undefined, isSafe: false, hasToken: false };
  const own = { names: new Set(['box']), anyAddress: true };

  it('beyond loopback are addresses and the names given, never names that point to us', () => {
    for (const host of ['192.168.1.7:8080', '[fe80::1]:8080', 'box', 'BOX.:8080'])
      expect(() => assertOwnOrigin({ ...ask, host }, own)).not.toThrow();
    for (const host of ['box.evil.example', '127.0.0.1.nip.example', undefined])
      expect(() => assertOwnOrigin({ ...ask, host }, own)).toThrow('not a name of this daemon');
  });

  it('make a page of another port a stranger', () => {
    expect(() => assertOwnOrigin({ ...ask, origin: 'http://localhost:8080' }, own)).not.toThrow();
    expect(() => assertOwnOrigin({ ...ask, origin: 'http://localhost:3000' }, own)).toThrow('http://localhost:3000');
    expect(() => assertOwnOrigin({ ...ask, fetchSite: 'same-site' }, own)).toThrow('pages of other sites');
    expect(() => assertOwnOrigin({ ...ask, fetchSite: 'cross-site', isSafe: true }, own)).not.toThrow();
  });
});
