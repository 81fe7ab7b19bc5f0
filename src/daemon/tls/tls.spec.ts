import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type Server } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '#core';
import { certificateSource } from './certificate-source.js';
import { FileCertificateProvider } from './file-certificate.provider.js';
import { PresentedCertificate } from './presented-certificate.js';
import type { TlsConfig } from '../config/index.js';

const DAY_MS = 86_400_000;
let dir: string;
let messages: string[];
const log = { info: (message: string) => messages.push(message), warn: (message: string) => messages.push(`warn ${message}`) };

function settings(patch: Partial<TlsConfig> = {}): TlsConfig {
  return {
    certFile: null,
    keyFile: null,
    dir: join(dir, 'tls'),
    autoGenerate: true,
    autoGen: {
      commonName: 'localhost',
      organization: 'provisr',
      dnsNames: ['localhost', '127.0.0.1', 'provisr.local'],
      ipAddresses: ['127.0.0.1'],
      validDays: 30,
    },
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    clientCaFile: null,
    ...patch,
  };
}

/** A clock whose timers never fire by themselves: the tests call `refresh`. */
function clockAt(epochMs: number): Clock & { epoch: number } {
  const clock = { epoch: epochMs, monotonicMs: () => clock.epoch, epochMs: () => clock.epoch, arm: () => ({ disarm: () => undefined }) };
  return clock;
}

async function present(tls: TlsConfig, findings: typeof log, clock: Clock = systemClock): Promise<PresentedCertificate> {
  return PresentedCertificate.open(new FileCertificateProvider(tls, findings, clock), { settings: tls, log: findings, clock });
}

async function serialOver(
  server: Server,
  options: { minVersion?: 'TLSv1.2'; maxVersion?: 'TLSv1.2' } = {},
): Promise<{ serial: string; protocol: string | null }> {
  const ca = await readFile(join(dir, 'tls', 'tls_ca.crt'));
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', ca, ...options });
  try {
    await once(socket, 'secureConnect');
    return { serial: socket.getPeerCertificate().serialNumber, protocol: socket.getProtocol() };
  } finally {
    socket.destroy();
  }
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'provisr-tls-'));
  messages = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('the source of a certificate', () => {
  it('prefers files over a directory and a generated one over what lies there', () => {
    expect(certificateSource(settings({ certFile: '/a/c.crt', keyFile: '/b/c.key' }))).toMatchObject({
      kind: 'files',
      certFile: '/a/c.crt',
      keyFile: '/b/c.key',
    });
    expect(certificateSource(settings())).toMatchObject({ kind: 'generated', certFile: join(dir, 'tls', 'tls.crt') });
    expect(certificateSource(settings({ autoGenerate: false }))).toMatchObject({ kind: 'directory' });
  });

  it('refuses half a pair and nothing at all', () => {
    expect(() => certificateSource(settings({ certFile: '/a/c.crt' }))).toThrow('key_file is missing');
    expect(() => certificateSource(settings({ dir: null }))).toThrow('names no certificate');
  });
});

describe('a generated certificate', () => {
  it('is accepted by a client that trusts the CA beside it, over 1.2 and 1.3, and its keys are private', async () => {
    const provider = await present(settings(), log);
    const server = createServer(provider.context).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      expect((await serialOver(server)).protocol).toBe('TLSv1.3');
      expect((await serialOver(server, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })).protocol).toBe('TLSv1.2');
      expect(provider.hostNames).toEqual(['localhost', '127.0.0.1', 'provisr.local']);
      for (const name of ['tls.key', 'tls_ca.key']) expect((await stat(join(dir, 'tls', name))).mode & 0o777).toBe(0o600);
    } finally {
      provider.close();
      server.close();
    }
  });

  it('is kept at the next start and renewed under the same CA in its last third', async () => {
    const clock = clockAt(Date.now());
    (await present(settings(), log, clock)).close();
    const first = await readFile(join(dir, 'tls', 'tls.crt'), 'utf8');
    const ca = await readFile(join(dir, 'tls', 'tls_ca.crt'), 'utf8');
    const provider = await present(settings(), log, clock);
    expect(await readFile(join(dir, 'tls', 'tls.crt'), 'utf8')).toBe(first);
    let told = 0;
    provider.onChange(() => told++);
    clock.epoch += 21 * DAY_MS;
    await provider.refresh();
    const second = await readFile(join(dir, 'tls', 'tls.crt'), 'utf8');
    expect(second).not.toBe(first);
    expect(told).toBe(1);
    expect(new X509Certificate(second).verify(new X509Certificate(ca).publicKey)).toBe(true);
    expect(await readFile(join(dir, 'tls', 'tls_ca.crt'), 'utf8')).toBe(ca);
  });

  it('never replaces a pair that somebody else put there', async () => {
    (await present(settings(), log)).close();
    await rm(join(dir, 'tls', 'tls_ca.key'));
    const before = await readFile(join(dir, 'tls', 'tls.crt'), 'utf8');
    const clock = clockAt(Date.now() + 29 * DAY_MS);
    (await present(settings(), log, clock)).close();
    expect(await readFile(join(dir, 'tls', 'tls.crt'), 'utf8')).toBe(before);
  });
});

describe('a changed certificate', () => {
  it('is presented to new connections, and a broken one is reported once while the old stays', async () => {
    const provider = await present(settings(), log);
    const server = createServer(provider.context).listen(0, '127.0.0.1');
    provider.onChange((context) => server.setSecureContext(context));
    try {
      await once(server, 'listening');
      const before = await serialOver(server);
      const cert = join(dir, 'tls', 'tls.crt');
      await writeFile(cert, 'nonsense');
      await provider.refresh();
      await provider.refresh();
      expect(messages.filter((message) => message.startsWith('warn'))).toEqual([
        expect.stringContaining(`${cert} is not a PEM certificate`),
      ]);
      expect(await serialOver(server)).toEqual(before);
      await rm(cert);
      await provider.refresh();
      expect((await serialOver(server)).serial).not.toBe(before.serial);
    } finally {
      provider.close();
      server.close();
    }
  });
});

describe('wrong files are start-up errors that name the file', () => {
  async function problemWith(patch: Partial<TlsConfig>): Promise<string> {
    return present(settings({ autoGenerate: false, ...patch }), log).then(
      () => 'no problem',
      (error: Error) => error.message,
    );
  }

  it.each([
    ['missing', async () => undefined, 'tls.crt does not exist'],
    ['not a certificate', async (file: string) => writeFile(file, 'x'), 'tls.crt is not a PEM certificate'],
  ])('%s', async (_name, spoil, expected) => {
    (await present(settings(), log)).close();
    const file = join(dir, 'tls', 'tls.crt');
    await rm(file);
    await spoil(file);
    expect(await problemWith({})).toContain(expected);
  });

  it('a key of another certificate, and a client CA that is none', async () => {
    (await present(settings(), log)).close();
    const certFile = join(dir, 'tls', 'tls.crt');
    expect(await problemWith({ certFile, keyFile: join(dir, 'tls', 'tls_ca.key') })).toContain('does not belong to certificate');
    const clientCaFile = join(dir, 'ca.crt');
    expect(await problemWith({ clientCaFile })).toContain('client_ca_file');
    await writeFile(clientCaFile, '-----BEGIN CERTIFICATE-----\n');
    expect(await problemWith({ clientCaFile })).toContain('is not a PEM certificate');
  });

  it('a directory that cannot be written', async () => {
    // Where nobody may make one, root included.
    expect(await problemWith({ autoGenerate: true, dir: '/proc/self/provisr-tls' })).toContain('cannot generate a TLS certificate in');
  });
});
