import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core';
import { certificateConformance } from '#testing';
import { TestDaemon, until } from '../fixtures/test-daemon.js';
import { type KeyPair, issueCertificate, makeAuthority } from './certificate-authority.js';
import { FileCertificateProvider } from './file-certificate.provider.js';

const AUTO_GEN = { commonName: 'vault.test', organization: 'provisr', dnsNames: ['vault.test'], ipAddresses: ['127.0.0.1'], validDays: 30 };
let authority: KeyPair;
const issue = (): Promise<KeyPair> => issueCertificate(authority, AUTO_GEN, Date.now());
beforeAll(async () => {
  authority = await makeAuthority('provisr', Date.now());
});

/** A vault in a file: what it holds is what it gives, and it says when that is another. */
const VAULT = `
import { readFileSync, watchFile, unwatchFile } from 'node:fs';
const file = new URL('./vault.json', import.meta.url);
const provider = {
  load: () => {
    const { how, ...pair } = JSON.parse(readFileSync(file, 'utf8'));
    if (how === 'throws') throw new Error('the vault is sealed');
    return how === 'empty' ? {} : pair;
  },
  watch: (renewed) => watchFile(file, { interval: 20 }, renewed),
  close: () => unwatchFile(file),
};
export default { name: 'vault', apiVersion: 1, module: {}, overrides: [{ provide: Symbol.for('provisr.certificate-provider.v1'), useValue: provider }] };
`;
const config = (plugin: string, tls = ''): string =>
  `plugins = [${plugin}]\n[server]\nlisten = "127.0.0.1:0"\n[server.tls]\nenabled = true\nmin_version = "1.3"\n${tls}`;

describe('the certificate of a plugin', () => {
  let daemon: TestDaemon;
  let first: KeyPair;
  const put = (pair: KeyPair, how?: string): void => writeFileSync(join(daemon.directory, 'vault.json'), JSON.stringify({ ...pair, how }));
  beforeAll(async () => {
    first = await issue();
    daemon = await TestDaemon.start(config('"./vault.mjs"'), { 'vault.mjs': VAULT, 'vault.json': JSON.stringify(first) });
  });
  afterAll(() => daemon.close());

  async function presented(maxVersion?: 'TLSv1.2'): Promise<string> {
    const { port } = new URL(daemon.daemon.urls[0] ?? '');
    const options = { port: Number(port), host: '127.0.0.1', ca: authority.cert, ...(maxVersion === undefined ? {} : { maxVersion }) };
    const socket = connect(options);
    try {
      await once(socket, 'secureConnect');
      return socket.getPeerCertificate().serialNumber;
    } finally {
      socket.destroy();
    }
  }
  const serialOf = ({ cert }: KeyPair): string => new X509Certificate(cert).serialNumber;
  const status = async (): Promise<unknown> => ((await daemon.get('/api/plugins', { to: { ca: authority.cert } })).body as unknown[])[0];

  it('is presented, with the settings of the daemon for all else', async () => {
    expect(await presented()).toBe(serialOf(first));
    await expect(presented('TLSv1.2')).rejects.toThrow(/version/);
    expect(await status()).toEqual({ name: 'vault', version: null, kinds: ['certificate-provider'], status: 'ok', reason: null });
    expect((await daemon.get('/api/status', { to: { ca: authority.cert }, headers: { host: 'vault.test' } })).status).toBe(200);
  });

  it('is another one as soon as the plugin has another, and stays when that is nothing', async () => {
    const second = await issue();
    put(second);
    await until(async () => (await presented()) === serialOf(second));
    const stranger = await issue();
    for (const [pair, how, reason] of [
      [second, 'throws', 'the vault is sealed'],
      [second, 'empty', 'it has no "cert" and "key"'],
      [{ cert: second.cert, key: stranger.key }, undefined, 'does not belong to certificate'],
    ] as const) {
      put(pair, how);
      await until(async () => JSON.stringify(await status()).includes(JSON.stringify(reason).slice(1, -1)));
      expect(await status()).toMatchObject({ status: 'error', reason: expect.stringContaining('stays in use') as string });
      expect(await presented()).toBe(serialOf(second));
    }
    put(stranger);
    await until(async () => (await presented()) === serialOf(stranger));
  });
});

describe('a plugin that has no certificate at the start', () => {
  const vault = { 'vault.mjs': VAULT, 'vault.json': JSON.stringify({ how: 'throws' }) };

  it('keeps the daemon from starting', async () => {
    await expect(TestDaemon.start(config('"./vault.mjs"'), vault)).rejects.toMatchObject({
      code: 'PROVISR_TLS_INVALID',
      message: 'the TLS certificate of the plugin cannot be had: the vault is sealed',
    });
  });

  it('is skipped where it may be, and the files of the configuration take its place', async () => {
    const own = '[server.tls.auto_gen]\ncommon_name = "localhost"\n';
    const daemon = await TestDaemon.start(
      config('{ use = "./vault.mjs", required = false }', `dir = "tls"\nauto_generate = true\n${own}`),
      vault,
    );
    try {
      const ca = readFileSync(join(daemon.directory, 'tls', 'tls_ca.crt'), 'utf8');
      const [plugin] = (await daemon.get('/api/plugins', { to: { ca } })).body as unknown[];
      expect(plugin).toMatchObject({ name: 'vault', status: 'skipped', reason: expect.stringContaining('the vault is sealed') as string });
    } finally {
      await daemon.close();
    }
  });
});

describe('the files of the daemon', () => {
  it.each(certificateConformance)('$name', async ({ check }) => {
    const directory = mkdtempSync(join(tmpdir(), 'provisr-certificates-'));
    try {
      const [certFile, keyFile] = [join(directory, 'a.crt'), join(directory, 'a.key')];
      const write = ({ cert, key }: KeyPair): void => {
        writeFileSync(certFile, cert);
        writeFileSync(keyFile, key);
      };
      write(await issue());
      const tls = { certFile, keyFile, dir: null, autoGenerate: false, autoGen: AUTO_GEN, clientCaFile: null };
      const settings = { ...tls, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;
      const log = { info: () => undefined, warn: () => undefined };
      // It looks every ten seconds: here time passes a thousand times as fast.
      const hurried = { ...systemClock, arm: (delayMs: number, fire: () => void) => systemClock.arm(delayMs / 1000, fire) };
      await check({ open: () => new FileCertificateProvider(settings, log, hurried), renew: async () => write(await issue()) });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
