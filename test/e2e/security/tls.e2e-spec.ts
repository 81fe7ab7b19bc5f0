import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemDto } from '#contract';
import {
  type HttpAnswer,
  httpRequest,
  listeningSockets,
  runCli,
  type ScratchDirectory,
  scratchDirectory,
  type ServedConfig,
  serveConfig,
  waitFor,
} from '#testing';
import { snippet } from '../readme/snippets.js';
import { type TestCertificate, TestAuthority } from './certificates.js';
import { newToken } from './tokens.js';

const OPTION_1 = anyPort(snippet('Option 1: Auto-generated Self-signed Certificates (Development)'));
const OPTION_2 = anyPort(snippet('Option 2: Manual Certificate Files (Production)'));
const OPTION_3 = snippet('Option 3: Directory-based Certificates');
const LISTEN = '[server]\nlisten = "127.0.0.1:0"\n';
const NAMES = ['localhost', '127.0.0.1'];

let authority: TestAuthority;
let own: TestCertificate;
let another: TestCertificate;
let served: ServedConfig | undefined;
let scratch: ScratchDirectory | undefined;

beforeAll(async () => {
  authority = await TestAuthority.make('test authority');
  own = await authority.issue({ commonName: 'localhost', names: NAMES });
  another = await authority.issue({ commonName: 'localhost', names: NAMES });
});

afterEach(async () => {
  await served?.close();
  scratch?.remove();
  served = undefined;
  scratch = undefined;
});

function anyPort(toml: string): string {
  return toml.replace(':8443', ':0');
}

async function serve(toml: string, files: Readonly<Record<string, string>> = {}): Promise<ServedConfig> {
  served = await serveConfig(toml, { files });
  return served;
}

/** Certificate and key of the listener as its clients see them. */
function peer(
  daemon: ServedConfig,
  options: { minVersion?: 'TLSv1.2' | 'TLSv1.3'; maxVersion?: 'TLSv1.2' | 'TLSv1.3' } = {},
): Promise<{ commonName: string; protocol: string | null; serial: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(daemon.origin).port), rejectUnauthorized: false, ...options }, () => {
      const certificate = socket.getPeerCertificate();
      resolve({ commonName: String(certificate.subject.CN), protocol: socket.getProtocol(), serial: certificate.serialNumber });
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

const below = (daemon: ServedConfig, ...names: string[]): string => join(daemon.scratch.path, ...names);
const trusted = (daemon: ServedConfig, ca: string, path = '/api/status'): Promise<HttpAnswer> =>
  httpRequest(daemon.origin + path, { tls: { ca } });

describe('TLS Configuration', () => {
  it('Option 1: a certificate is generated, clients verify it with tls_ca.crt, keys are 0600', async () => {
    const daemon = await serve(OPTION_1);
    const ca = below(daemon, 'tls/tls_ca.crt');
    expect(daemon.daemon.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/api$/);
    expect((await trusted(daemon, readFileSync(ca, 'utf8'))).text).toBe('{"ok":true}');
    await expect(httpRequest(daemon.daemon.url)).rejects.toThrow(/certificate|self.signed/i);
    for (const key of ['tls/tls.key', 'tls/tls_ca.key']) expect(statSync(below(daemon, key)).mode & 0o777).toBe(0o600);
    expect((await peer(daemon)).commonName).toBe('localhost');
    const cli = await runCli(['status', '--api-url', daemon.daemon.url, '--ca-cert', ca]);
    expect(cli).toMatchObject({ code: 0, stderr: '' });
    expect((await runCli(['status', '--api-url', daemon.daemon.url])).code).not.toBe(0);
    expect((await runCli(['status', '--api-url', daemon.daemon.url, '--insecure'])).code).toBe(0);
    await expect(httpRequest(daemon.daemon.url.replace('https', 'http'))).rejects.toThrow();
  });

  it('Option 1: the generated certificate is kept at the next start', async () => {
    const daemon = await serve(OPTION_1);
    const { serial } = await peer(daemon);
    const cert = readFileSync(below(daemon, 'tls/tls.crt'), 'utf8');
    await daemon.daemon.stop();
    const { startDaemon } = await import('#testing');
    const next = await startDaemon({ configFile: daemon.configFile });
    try {
      expect((await peer({ ...daemon, origin: new URL(next.url).origin })).serial).toBe(serial);
      expect(readFileSync(below(daemon, 'tls/tls.crt'), 'utf8')).toBe(cert);
    } finally {
      await next.stop();
    }
  });

  it('Option 2: cert_file and key_file, in different directories', async () => {
    const toml = OPTION_2.replace('/etc/ssl/certs/provisr.crt', 'certs/provisr.crt').replace(
      '/etc/ssl/private/provisr.key',
      'private/provisr.key',
    );
    const daemon = await serve(toml, { 'certs/provisr.crt': own.cert, 'private/provisr.key': own.key });
    expect((await trusted(daemon, authority.cert)).text).toBe('{"ok":true}');
  });

  it('Option 3: tls.crt and tls.key of dir', async () => {
    const toml = `${LISTEN}${OPTION_3.replace('/etc/provisr/tls', 'tls')}`;
    const daemon = await serve(toml, { 'tls/tls.crt': own.cert, 'tls/tls.key': own.key, 'tls/tls_ca.crt': authority.cert });
    expect((await trusted(daemon, authority.cert)).text).toBe('{"ok":true}');
  });

  it('priority: cert_file + key_file before dir + auto_generate, which is then not touched', async () => {
    const daemon = await serve(
      `${LISTEN}[server.tls]\nenabled = true\ndir = "tls"\nauto_generate = true\ncert_file = "a.crt"\nkey_file = "a.key"\n`,
      {
        'a.crt': own.cert,
        'a.key': own.key,
      },
    );
    expect((await trusted(daemon, authority.cert)).status).toBe(200);
    expect(existsSync(below(daemon, 'tls'))).toBe(false);
  });

  it('priority: auto_generate leaves a pair that somebody else put into dir', async () => {
    const files = { 'tls/tls.crt': own.cert, 'tls/tls.key': own.key };
    const daemon = await serve(`${LISTEN}[server.tls]\nenabled = true\ndir = "tls"\nauto_generate = true\n`, files);
    expect((await trusted(daemon, authority.cert)).status).toBe(200);
    expect(readFileSync(below(daemon, 'tls/tls.key'), 'utf8')).toBe(own.key);
  });

  it('1.2 and 1.3 by default; min_version and max_version narrow it', async () => {
    const files = { 'a.crt': own.cert, 'a.key': own.key };
    const tls = `${LISTEN}[server.tls]\nenabled = true\ncert_file = "a.crt"\nkey_file = "a.key"\n`;
    const both = await serve(tls, files);
    expect((await peer(both)).protocol).toBe('TLSv1.3');
    expect((await peer(both, { maxVersion: 'TLSv1.2' })).protocol).toBe('TLSv1.2');
    await both.close();
    const newest = await serve(`${tls}min_version = "1.3"\n`, files);
    expect((await peer(newest)).protocol).toBe('TLSv1.3');
    await expect(peer(newest, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
    await newest.close();
    const older = await serve(`${tls}max_version = "1.2"\n`, files);
    expect((await peer(older)).protocol).toBe('TLSv1.2');
    await expect(peer(older, { minVersion: 'TLSv1.3' })).rejects.toThrow();
  });

  it('changed files are picked up without a restart', async () => {
    const daemon = await serve(`${LISTEN}[server.tls]\nenabled = true\ncert_file = "a.crt"\nkey_file = "a.key"\n`, {
      'a.crt': own.cert,
      'a.key': own.key,
    });
    const { serial } = await peer(daemon);
    const next = await authority.issue({ commonName: 'renewed', names: NAMES });
    writeFileSync(below(daemon, 'a.key'), next.key);
    writeFileSync(below(daemon, 'a.crt'), next.cert);
    daemon.daemon.signal('SIGHUP');
    await waitFor(async () => (await peer(daemon)).serial !== serial, { what: 'the new certificate' });
    expect((await peer(daemon)).commonName).toBe('renewed');
    expect((await trusted(daemon, authority.cert)).status).toBe(200);
  });
});

describe('TLS files that will not do are a start-up error that names them', () => {
  const FILES = 'cert_file = "a.crt"\nkey_file = "a.key"\n';

  it.each<[what: string, settings: string, files: () => Record<string, string>, named: RegExp]>([
    ['a missing certificate', FILES, () => ({ 'a.key': own.key }), /a\.crt does not exist/],
    ['a missing key', FILES, () => ({ 'a.crt': own.cert }), /a\.key does not exist/],
    ['an empty directory', 'dir = "tls"\n', () => ({ 'tls/README': '' }), /tls\/tls\.crt does not exist/],
    ['the key of another certificate', FILES, () => ({ 'a.crt': own.cert, 'a.key': another.key }), /a\.key/],
    ['a certificate that is none', FILES, () => ({ 'a.crt': 'hello', 'a.key': own.key }), /a\.crt is not a PEM certificate/],
    [
      'a missing client_ca_file',
      `${FILES}client_ca_file = "ca.crt"\n`,
      () => ({ 'a.crt': own.cert, 'a.key': own.key }),
      /ca\.crt does not exist/,
    ],
    ['half a pair', 'cert_file = "a.crt"\n', () => ({ 'a.crt': own.cert }), /key_file/],
    ['no certificate at all', '', () => ({}), /cert_file and key_file, or dir/],
    ['a version that is none', `${FILES}min_version = "1.1"\n`, () => ({ 'a.crt': own.cert, 'a.key': own.key }), /min_version/],
    [
      'versions that exclude each other',
      `${FILES}min_version = "1.3"\nmax_version = "1.2"\n`,
      () => ({ 'a.crt': own.cert, 'a.key': own.key }),
      /min_version/,
    ],
  ])('%s', async (_what, settings, files, named) => {
    scratch = scratchDirectory('tls');
    for (const [name, text] of Object.entries(files())) scratch.write(name, text);
    const marker = join(scratch.path, 'started');
    const config = scratch.write(
      'config.toml',
      `${LISTEN}[server.tls]\nenabled = true\n${settings}\n[[processes]]\n[processes.spec]\nname = "x"\ncommand = "touch ${marker}"\n`,
    );
    const { code, stderr } = await runCli(['serve', config]);
    expect(code).toBe(7);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toMatch(named);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(existsSync(marker), 'nothing was started').toBe(false);
  });
});

describe('mutual TLS', () => {
  const TOML = `${LISTEN}[server.tls]\nenabled = true\ncert_file = "a.crt"\nkey_file = "a.key"\nclient_ca_file = "ca.crt"\n[server.auth.clients]\ndeployer = "admin"\ndashboard = "viewer"\n`;
  const files = (): Record<string, string> => ({ 'a.crt': own.cert, 'a.key': own.key, 'ca.crt': authority.cert });
  const as = (daemon: ServedConfig, client: TestCertificate | null, method = 'GET', path = '/api/processes'): Promise<HttpAnswer> =>
    httpRequest(daemon.origin + path, { method, tls: { ca: authority.cert, ...client } });

  it('the common name of a certificate has a role; without a certificate of the authority nobody gets in', async () => {
    const daemon = await serve(TOML, files());
    const deployer = await authority.issue({ commonName: 'deployer' });
    const dashboard = await authority.issue({ commonName: 'dashboard' });
    expect((await as(daemon, deployer)).status).toBe(200);
    expect((await as(daemon, deployer, 'POST', '/api/reload')).status).toBe(200);
    expect((await as(daemon, dashboard)).status).toBe(200);
    expect((await as(daemon, dashboard, 'POST', '/api/reload')).status).toBe(403);
    const stranger = await as(daemon, await authority.issue({ commonName: 'stranger' }));
    expect(stranger.status).toBe(403);
    expect(stranger.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_AUTH_FORBIDDEN', error: expect.stringContaining('stranger') });

    const other = await TestAuthority.make('other authority');
    await expect(as(daemon, null)).rejects.toThrow();
    await expect(as(daemon, await other.issue({ commonName: 'deployer' }))).rejects.toThrow();
    await expect(as(daemon, await authority.issue({ commonName: 'deployer', endsInDays: -1 }))).rejects.toThrow();
    expect((await as(daemon, deployer)).status).toBe(200);

    daemon.scratch.write('me.crt', deployer.cert);
    daemon.scratch.write('me.key', deployer.key);
    const flags = ['--api-url', daemon.daemon.url, '--ca-cert', below(daemon, 'ca.crt')];
    const mine = ['--client-cert', below(daemon, 'me.crt'), '--client-key', below(daemon, 'me.key')];
    expect((await runCli(['status', ...flags, ...mine])).code).toBe(0);
    expect((await runCli(['status', ...flags])).code).toBe(3);
  });

  it('a certificate and a token of another role: the token speaks', async () => {
    const token = newToken('ci', 'viewer');
    const daemon = await serve(`${TOML}${token.toml}`, files());
    const deployer = await authority.issue({ commonName: 'deployer' });
    const answer = await httpRequest(`${daemon.origin}/api/reload`, {
      method: 'POST',
      headers: token.headers,
      tls: { ca: authority.cert, ...deployer },
    });
    expect(answer.status).toBe(403);
    expect(listeningSockets(daemon.daemon.pid)).toHaveLength(1);
  });
});
