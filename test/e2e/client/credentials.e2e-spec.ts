import { chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '#client';
import { runCli, type ScratchDirectory, scratchDirectory, type ServedConfig, serveConfig } from '#testing';
import { TestAuthority } from '../security/certificates.js';
import { newToken } from '../security/tokens.js';
import { type Approach, hasCurl, type Outcome, viaCurl, WAYS } from './ways.js';

const GOOD = newToken('ci', 'viewer');
const OLD = newToken('former', 'admin');
const TOKENS = `${GOOD.toml}${OLD.toml}expires_at = "2020-01-01T00:00:00Z"\n`;
const LISTEN = '[server]\nlisten = "127.0.0.1:0"\n';
const TLS = '[server.tls]\nenabled = true\ncert_file = "server.crt"\nkey_file = "server.key"\n';
const ANOTHER_USER = 65_534;

let plain: ServedConfig;
let secure: ServedConfig;
let mutual: ServedConfig;
let files: ScratchDirectory;
const file = (name: string): string => join(files.path, name);

beforeAll(async () => {
  files = scratchDirectory('certificates');
  const authority = await TestAuthority.make('test authority');
  const stranger = await TestAuthority.make('another authority');
  const certificates = {
    server: await authority.issue({ commonName: 'localhost', names: ['127.0.0.1'] }),
    good: await authority.issue({ commonName: 'deployer' }),
    unmapped: await authority.issue({ commonName: 'somebody' }),
    expired: await authority.issue({ commonName: 'deployer', endsInDays: -1 }),
    wrong: await stranger.issue({ commonName: 'deployer' }),
  };
  files.write('ca.crt', authority.cert);
  files.write('stranger.crt', stranger.cert);
  for (const [name, { cert, key }] of Object.entries(certificates)) {
    files.write(`${name}.crt`, cert);
    files.write(`${name}.key`, key);
  }
  const { cert, key } = certificates.server;
  const pem = { 'server.crt': cert, 'server.key': key, 'ca.crt': authority.cert };
  [plain, secure, mutual] = await Promise.all([
    serveConfig(`${LISTEN}socket = "api.sock"\n${TOKENS}`),
    serveConfig(`${LISTEN}${TLS}${TOKENS}`, { files: pem }),
    serveConfig(`${LISTEN}${TLS}client_ca_file = "ca.crt"\n[server.auth.clients]\ndeployer = "viewer"\n${TOKENS}`, { files: pem }),
  ]);
});

afterAll(async () => {
  await Promise.all([plain, secure, mutual].map((served) => served?.close()));
  files?.remove();
});

const socketPath = (): string => join(plain.scratch.path, 'api.sock');
const overTls = (served: ServedConfig, more: Approach = {}): Approach => ({ baseUrl: served.daemon.url, caCert: file('ca.crt'), ...more });
const withCertificate = (name: string, more: Approach = {}): Approach =>
  overTls(mutual, { clientCert: file(`${name}.crt`), clientKey: file(`${name}.key`), ...more });

const CASES: readonly (readonly [listener: string, credentials: string, expected: Outcome, approach: () => Approach])[] = [
  ['TCP', 'a good token', 'ok', () => ({ baseUrl: plain.daemon.url, token: GOOD.value })],
  ['TCP', 'a wrong token', 'unauthorised', () => ({ baseUrl: plain.daemon.url, token: 'wrong' })],
  ['TCP', 'an expired token', 'unauthorised', () => ({ baseUrl: plain.daemon.url, token: OLD.value })],
  ['TCP', 'no token', 'unauthorised', () => ({ baseUrl: plain.daemon.url })],
  ['TLS', 'a good token', 'ok', () => overTls(secure, { token: GOOD.value })],
  ['TLS', 'a wrong token', 'unauthorised', () => overTls(secure, { token: 'wrong' })],
  ['TLS', 'an expired token', 'unauthorised', () => overTls(secure, { token: OLD.value })],
  ['TLS', 'no token', 'unauthorised', () => overTls(secure)],
  [
    'TLS',
    'a good token, but an authority that did not sign',
    'no connection',
    () => overTls(secure, { token: GOOD.value, caCert: file('stranger.crt') }),
  ],
  ['mutual TLS', 'a good certificate', 'ok', () => withCertificate('good')],
  ['mutual TLS', 'a certificate of another authority', 'no connection', () => withCertificate('wrong')],
  ['mutual TLS', 'an expired certificate', 'no connection', () => withCertificate('expired')],
  ['mutual TLS', 'no certificate', 'no connection', () => overTls(mutual)],
  ['mutual TLS', 'no certificate, but a good token', 'no connection', () => overTls(mutual, { token: GOOD.value })],
  ['mutual TLS', 'a certificate without a role', 'forbidden', () => withCertificate('unmapped')],
  ['mutual TLS', 'a certificate without a role and a good token', 'ok', () => withCertificate('unmapped', { token: GOOD.value })],
  ['mutual TLS', 'a good certificate and a wrong token', 'unauthorised', () => withCertificate('good', { token: 'wrong' })],
  ['mutual TLS', 'a good certificate and an expired token', 'unauthorised', () => withCertificate('good', { token: OLD.value })],
  ['the unix socket', 'a token nobody needs', 'ok', () => ({ socketPath: socketPath(), token: GOOD.value })],
  ['the unix socket', 'a wrong token', 'ok', () => ({ socketPath: socketPath(), token: 'wrong' })],
  ['the unix socket', 'an expired token', 'ok', () => ({ socketPath: socketPath(), token: OLD.value })],
  ['the unix socket', 'no token', 'ok', () => ({ socketPath: socketPath() })],
];

describe.each(Object.entries(WAYS))('%s', (_name, way) => {
  it.each(CASES)('over %s with %s: %s', async (_listener, _credentials, expected, approach) => {
    expect(await way(approach())).toBe(expected);
  });
});

describe('the unix socket', () => {
  it.runIf(hasCurl && process.getuid?.() === 0)('is closed to another user, whatever they bring', async () => {
    chmodSync(plain.scratch.path, 0o755);
    expect(await viaCurl({ socketPath: socketPath(), token: GOOD.value })).toBe('ok');
    expect(await viaCurl({ socketPath: socketPath(), token: GOOD.value }, ANOTHER_USER)).toBe('no connection');
  });
});

describe('the OpenAPI document', () => {
  it('names the encrypted address it was asked at', async () => {
    const client = createClient({ baseUrl: secure.daemon.url, token: GOOD.value, tls: { caCert: file('ca.crt') } });
    expect(await client.daemon.openapi()).toMatchObject({ servers: [{ url: secure.daemon.url }, { url: '/api' }] });
  });
});

describe('a TLS setting that cannot be loaded', () => {
  it.each([
    ['--ca-cert', { caCert: 'none.crt' }],
    ['--client-cert', { clientCert: 'none.crt', clientKey: 'good.key' }],
    ['--client-key', { clientCert: 'good.crt', clientKey: 'wrong.key' }],
  ])('is an error that names the file: %s', async (_flag, settings) => {
    const tls = Object.fromEntries(Object.entries({ caCert: 'ca.crt', ...settings }).map(([name, value]) => [name, file(value)]));
    const bad = Object.values(settings).find((name) => name !== 'good.key' && name !== 'good.crt') ?? '';
    const error = await createClient({ baseUrl: secure.daemon.url, token: GOOD.value, tls })
      .processes.list()
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    expect(error).toMatchObject({ code: 'PROVISR_TLS_INVALID', message: expect.stringContaining(bad) as string });
    const flags = Object.entries(tls).flatMap(([name, path]) => [`--${name.replace(/C|K/, (letter) => `-${letter.toLowerCase()}`)}`, path]);
    const cli = await runCli(['status', '--api-url', secure.daemon.url, '--token', GOOD.value, ...flags]);
    expect(cli.code).toBe(7);
    expect(cli.stderr).toContain(bad);
  });

  it('is an error on an address that is not encrypted', async () => {
    const cli = await runCli(['status', '--api-url', plain.daemon.url, '--token', GOOD.value, '--ca-cert', file('ca.crt')]);
    expect(cli.code).toBe(2);
    expect(cli.stderr).toMatch(/^error: TLS settings are given, but the address .* is not encrypted/);
  });
});

describe('a token', () => {
  it('does not go to where a redirect points', async () => {
    const heard: unknown[] = [];
    const elsewhere = createServer((request, response) => {
      heard.push(request.headers);
      response.end('[]');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const target = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/api/processes`;
    const redirecting = createServer((_request, response) => response.writeHead(307, { location: target }).end());
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    try {
      const baseUrl = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}/api`;
      await expect(createClient({ baseUrl, token: GOOD.value }).processes.list()).rejects.toMatchObject({ code: 'PROVISR_UNEXPECTED' });
      expect((await runCli(['status', '--api-url', baseUrl, '--token', GOOD.value])).code).toBe(1);
      expect(heard).toEqual([]);
    } finally {
      for (const server of [elsewhere, redirecting]) await new Promise((resolve) => server.close(resolve));
    }
  });

  it('of the environment does not go to another address than that of the environment', async () => {
    const env = { PROVISR_API_URL: 'http://127.0.0.1:1/api', PROVISR_TOKEN: GOOD.value };
    expect((await runCli(['status', '--api-url', plain.daemon.url], { env })).stderr).toContain('wants a token');
    expect((await runCli(['status'], { env: { ...env, PROVISR_API_URL: plain.daemon.url } })).code).toBe(0);
  });
});
