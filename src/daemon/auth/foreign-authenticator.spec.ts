import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core';
import type { AuthenticationRequest } from '#plugin';
import { authenticatorConformance, FakeClock } from '#testing';
import { TestDaemon, until } from '../fixtures/test-daemon.js';
import { OwnAuthenticator } from './authenticator.js';
import { FailureLimiter } from './failure-limiter.js';
import { ForeignAuthenticator } from './foreign-authenticator.js';
import { hashToken, newToken } from './token-hash.js';

const token = newToken();

/** Believes a proxy that knows a secret, asks the daemon about everything else, and goes wrong where it is told to. */
const PROXY = `
const wrong = {
  throws: () => { throw new Error('the directory is down'); },
  rejects: () => Promise.reject(new Error('the directory is gone')),
  hangs: () => new Promise(() => undefined),
  king: () => ({ name: 'x', role: 'king' }),
  nameless: () => ({ name: '', role: 'admin' }),
  odd: () => 'admin',
};
const make = (own) => ({
  authenticate(request, signal) {
    const { 'x-proxy-secret': secret, 'x-remote-user': user, 'x-wrong': how } = request.headers;
    if (how !== undefined) return wrong[how]();
    if (secret === 'hush' && user !== undefined) return { name: user, role: user === 'ann' ? 'operator' : 'viewer' };
    return own.authenticate(request, signal);
  },
});
export default {
  name: 'proxy', apiVersion: 1, module: {},
  overrides: [{ provide: Symbol.for('provisr.authenticator.v1'), inject: [Symbol.for('provisr.own-authenticator.v1')], useFactory: make }],
};
`;

const CONFIG = `plugins = ["./proxy.mjs"]
[server]
listen = "127.0.0.1:0"
socket = "d.sock"
[[processes]]
[processes.spec]
name = "db"
command = "sleep 1000"
`;
const TOKENS = `[[server.auth.tokens]]\nname = "eye"\nrole = "viewer"\nhash = "${hashToken(token)}"\n`;

describe('an authenticator of a plugin', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    daemon = await TestDaemon.start(CONFIG + TOKENS, { 'proxy.mjs': PROXY });
  });
  afterAll(() => daemon.close());

  const as = (user: string, more: Record<string, string> = {}) => ({
    headers: { 'x-proxy-secret': 'hush', 'x-remote-user': user, ...more },
  });
  const wrong = (how: string) => daemon.get('/api/status', { headers: { 'x-wrong': how } });

  it('says who somebody is, and the roles stay what they are', async () => {
    expect((await daemon.get('/api/identity', as('ann'))).body).toEqual({ name: 'ann', role: 'operator', via: 'plugin' });
    expect((await daemon.post('/api/stop?name=db', as('bob'))).body).toMatchObject({ code: 'PROVISR_AUTH_FORBIDDEN' });
    expect((await daemon.post('/api/stop?name=db', as('ann'))).status).toBe(200);
    expect((await daemon.post('/api/reload', as('ann'))).status).toBe(403);
  });

  it('leaves to the daemon what it does not know itself', async () => {
    const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });
    expect((await daemon.get('/api/identity', bearer(token))).body).toEqual({ name: 'eye', role: 'viewer', via: 'plugin' });
    expect((await daemon.get('/api/identity', bearer(newToken()))).body).toMatchObject({
      code: 'PROVISR_AUTH_REQUIRED',
      detail: 'the token is not known',
    });
  });

  it('lets nobody in whom it does not know', async () => {
    expect((await daemon.get('/api/status')).body).toMatchObject({ status: 401, code: 'PROVISR_AUTH_REQUIRED' });
    expect((await daemon.get('/api/status', { headers: { 'x-remote-user': 'ann' } })).status).toBe(401);
  });

  it('does not decide about Host and Origin, not even by a token that nobody checks', async () => {
    const rebound = await daemon.get('/api/status', as('ann', { host: 'evil.example', authorization: 'Bearer x' }));
    expect(rebound.body).toMatchObject({ code: 'PROVISR_ORIGIN_FORBIDDEN' });
    const crossed = await daemon.post('/api/stop?name=db', as('ann', { origin: 'https://evil.example' }));
    expect(crossed.body).toMatchObject({ code: 'PROVISR_ORIGIN_FORBIDDEN' });
  });

  it.each(['throws', 'rejects', 'king', 'nameless', 'odd'])('that goes wrong lets nobody in: %s', async (how) => {
    expect((await wrong(how)).body).toMatchObject({ status: 503, code: 'PROVISR_AUTH_UNAVAILABLE' });
  });

  it('that hangs or throws keeps neither health nor the socket nor the processes', async () => {
    for (const how of ['hangs', 'throws']) {
      expect((await daemon.get('/health/live', { headers: { 'x-wrong': how } })).status).toBe(200);
      const local = { to: { socketPath: `${daemon.directory}/d.sock`, host: undefined, port: undefined }, headers: { 'x-wrong': how } };
      expect((await daemon.get('/api/identity', local)).body).toEqual({ name: 'socket', role: 'admin', via: 'socket' });
    }
    expect((await daemon.post('/api/start?name=db', as('ann'))).status).toBe(200);
    await until(async () => ((await daemon.get('/api/status?name=db', as('ann'))).body as { state: string }).state === 'running');
    expect((await daemon.get('/api/plugins', as('ann'))).body).toEqual([
      { name: 'proxy', version: null, kinds: ['authenticator'], status: 'error', reason: expect.stringContaining('its authenticator') },
    ]);
  });
});

it('is asked also where there is no [server.auth]: nobody is let in unseen', async () => {
  const daemon = await TestDaemon.start(CONFIG, { 'proxy.mjs': PROXY });
  try {
    expect((await daemon.get('/api/status')).status).toBe(401);
  } finally {
    await daemon.close();
  }
});

describe('the wait for an authenticator', () => {
  const request: AuthenticationRequest = { method: 'GET', url: '/', headers: {}, address: '192.0.2.1', commonName: null };

  it('ends, and tells it so', async () => {
    const clock = new FakeClock();
    let isAborted = false;
    const hangs = (_request: unknown, signal: AbortSignal): Promise<never> =>
      new Promise(() => signal.addEventListener('abort', () => (isAborted = true)));
    const blamed: string[] = [];
    const ports = { clock, limiter: new FailureLimiter(clock), blame: (reason: string) => void blamed.push(reason) };
    const asked = new ForeignAuthenticator({ authenticate: hangs }, ports).authenticate(request, 5000);
    clock.advance(5000);
    await expect(asked).rejects.toMatchObject({ code: 'PROVISR_AUTH_UNAVAILABLE' });
    expect({ isAborted, blamed }).toEqual({ isAborted: true, blamed: ['its authenticator failed: took longer than 5000 ms'] });
  });

  it('is longer for whoever guesses', async () => {
    const clock = new FakeClock();
    const authenticator = new ForeignAuthenticator(
      { authenticate: () => null },
      { clock, limiter: new FailureLimiter(clock), blame: () => undefined },
    );
    const guess = { ...request, headers: { authorization: 'Basic eDp5' } };
    for (let attempt = 0; attempt < 10; attempt += 1) expect(await authenticator.authenticate(guess, 5000)).toBe(null);
    await expect(authenticator.authenticate(guess, 5000)).rejects.toMatchObject({ code: 'PROVISR_RATE_LIMITED' });
    expect(await authenticator.authenticate({ ...guess, address: '192.0.2.2' }, 5000)).toBe(null);
  });
});

describe('the authenticator of the daemon', () => {
  const policy = { tokens: [{ name: 'eye', role: 'viewer', hash: hashToken(token), expiresAt: null }], certificates: [] } as const;

  it.each(authenticatorConformance)('$name', ({ check }) =>
    check({
      authenticator: new OwnAuthenticator(() => policy, new FailureLimiter(systemClock), systemClock),
      known: { headers: { authorization: `Bearer ${token}` } },
      forged: { headers: { authorization: `Bearer ${newToken()}` }, address: '192.0.2.7' },
    }),
  );
});
