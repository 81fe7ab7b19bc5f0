import { webcrypto } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from './client.js';
import type { ClientTlsOptions } from './options.js';

const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

interface Pair {
  readonly cert: string;
  readonly key: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** A certificate for `name`, signed by `authority` or by itself. */
async function certificate(name: string, authority?: Pair): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [name] }],
    issuer: authority === undefined ? [{ CN: [name] }] : new x509.X509Certificate(authority.cert).subject,
    publicKey: keys.publicKey,
    signingKey: (authority?.keys ?? keys).privateKey,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(authority === undefined),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: made.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`, keys };
}

let directory: string;
let baseUrl: string;
let mutualUrl: string;
const servers: ReturnType<typeof createServer>[] = [];
const path = (name: string): string => join(directory, name);

async function serve(options: ServerOptions): Promise<string> {
  const server = createServer(options, (request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, by: (request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? null }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-client-tls-'));
  const authority = await certificate('test authority');
  const server = await certificate('provisr.test', authority);
  const client = await certificate('deployer', authority);
  const other = await certificate('somebody else');
  const files = {
    'ca.crt': authority.cert,
    'client.crt': client.cert,
    'client.key': client.key,
    'other.crt': other.cert,
    'other.key': other.key,
    'garbage.pem': 'no PEM',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path(name), text);
  baseUrl = await serve({ cert: server.cert, key: server.key });
  mutualUrl = await serve({ cert: server.cert, key: server.key, ca: authority.cert, requestCert: true, rejectUnauthorized: true });
});

afterAll(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

const ping = (url: string, tls: ClientTlsOptions): Promise<unknown> => createClient({ baseUrl: url, tls }).daemon.ping();

describe('TLS', () => {
  it('trusts the given authority and checks the given name', async () => {
    await expect(ping(baseUrl, { caCert: path('ca.crt'), serverName: 'provisr.test' })).resolves.toMatchObject({ ok: true });
  });

  it.each([
    ['an authority nobody vouches for', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['a name the certificate does not bear', { caCert: 'ca.crt' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['another authority', { caCert: 'other.crt', serverName: 'provisr.test' }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('refuses %s', async (_what, tls: ClientTlsOptions, reason) => {
    const options = { ...tls, ...(tls.caCert === undefined ? {} : { caCert: path(tls.caCert) }) };
    await expect(ping(baseUrl, options)).rejects.toMatchObject({ code: 'PROVISR_DAEMON_UNREACHABLE', details: { reason } });
  });

  it('accepts anything with skipVerify', async () => {
    await expect(ping(baseUrl, { skipVerify: true })).resolves.toMatchObject({ ok: true });
  });

  it('presents its certificate for mutual TLS', async () => {
    const tls = { caCert: path('ca.crt'), serverName: 'provisr.test', clientCert: path('client.crt'), clientKey: path('client.key') };
    await expect(ping(mutualUrl, tls)).resolves.toEqual({ ok: true, by: 'deployer' });
  });

  it('tells that the daemon wants a certificate', async () => {
    await expect(ping(mutualUrl, { caCert: path('ca.crt'), serverName: 'provisr.test' })).rejects.toMatchObject({
      code: 'PROVISR_DAEMON_UNREACHABLE',
    });
  });

  it.each([
    ['a file that is not there', { caCert: 'none.crt' }, /none\.crt: ENOENT/],
    ['an authority that is no certificate', { caCert: 'garbage.pem' }, /garbage\.pem is not a PEM certificate/],
    ['a certificate without its key', { clientCert: 'client.crt' }, /needs its key/],
    ['a key that is none', { clientCert: 'client.crt', clientKey: 'garbage.pem' }, /garbage\.pem is not an unencrypted PEM private key/],
    ['a key of another certificate', { clientCert: 'client.crt', clientKey: 'other.key' }, /other\.key does not belong to the certificate/],
  ])('is an error with %s, before anything is sent', async (_what, tls: Readonly<Record<string, string>>, message) => {
    const absolute = Object.fromEntries(Object.entries(tls).map(([key, name]) => [key, path(name)]));
    await expect(ping(baseUrl, absolute)).rejects.toMatchObject({
      code: 'PROVISR_TLS_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is not given up silently for an http address', () => {
    expect(() => createClient({ baseUrl: 'http://127.0.0.1:8080/api', tls: { caCert: path('ca.crt') } })).toThrow(/not encrypted/);
  });

  it('tells plain HTTP where TLS is spoken and the other way round', async () => {
    await expect(ping(baseUrl.replace('https', 'http'), {})).rejects.toMatchObject({ code: 'PROVISR_DAEMON_UNREACHABLE' });
  });
});
