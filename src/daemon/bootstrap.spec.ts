import { webcrypto } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startDaemon } from './bootstrap.js';
import { TestDaemon, until } from './fixtures/test-daemon.js';

const daemons: TestDaemon[] = [];
afterEach(async () => {
  await Promise.all(daemons.splice(0).map((daemon) => daemon.close()));
});

async function started(...given: Parameters<typeof TestDaemon.start>): Promise<TestDaemon> {
  const daemon = await TestDaemon.start(...given);
  daemons.push(daemon);
  return daemon;
}

const SERVER = '[server]\nlisten = "127.0.0.1:0"\npidfile = "provisr.pid"\n';
const process_ = (name: string, command: string): string => `[[processes]]\n[processes.spec]\nname = "${name}"\ncommand = "${command}"\n`;

describe('a start', () => {
  it('answers while processes are still starting, and is ready when they are through', async () => {
    const daemon = await started(`${SERVER}${process_('slow', 'sleep 1000')}start_duration = "400ms"\n`);
    expect(await daemon.get('/health/ready')).toMatchObject({ status: 503, body: { details: { daemon: { phase: 'booting' } } } });
    expect((await daemon.get('/health/live')).status).toBe(200);
    expect((await daemon.get('/api/status?name=slow')).body.state).toBe('starting');
    await daemon.daemon.booted;
    expect(await daemon.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await readFile(join(daemon.directory, 'provisr.pid'), 'utf8')).trim()).toBe(String(process.pid));
  });

  it('is refused beside a daemon over the same state, which does not notice', async () => {
    const daemon = await started(SERVER + process_('one', 'sleep 1000'));
    await daemon.daemon.booted;
    const { pid } = (await daemon.get('/api/status?name=one')).body;
    await expect(startDaemon({ configFile: join(daemon.directory, 'config.toml'), signals: false, logger: false })).rejects.toMatchObject({
      code: 'PROVISR_DAEMON_RUNNING',
      message: expect.stringContaining(String(process.pid)) as string,
    });
    expect((await daemon.get('/api/status?name=one')).body.pid).toBe(pid);
    expect((await readFile(join(daemon.directory, 'provisr.pid'), 'utf8')).trim()).toBe(String(process.pid));
  });

  it('touches nothing when the address is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const marker = join('/tmp', `provisr-marker-${process.pid}`);
    const toml = `[server]\nlisten = "127.0.0.1:${port}"\npidfile = "p.pid"\n${process_('never', `touch ${marker}`)}`;
    await expect(TestDaemon.start(toml)).rejects.toMatchObject({ code: 'PROVISR_LISTEN_FAILED' });
    await expect(stat(marker)).rejects.toThrow('ENOENT');
    await new Promise((resolve) => other.close(resolve));
  });

  it('says all that is wrong with a configuration, and starts nothing', async () => {
    const toml = '[server]\nlisten = "nonsense"\n[[processes]]\n[processes.spec]\nname = "a"\n';
    await expect(TestDaemon.start(toml)).rejects.toMatchObject({
      code: 'PROVISR_CONFIG_INVALID',
      message: expect.stringMatching(/config\.toml:2.*listen[^]*command/) as string,
    });
  });

  it('names the TLS file that is missing', async () => {
    await expect(
      TestDaemon.start(`${SERVER}[server.tls]\nenabled = true\ncert_file = "a.crt"\nkey_file = "b.key"\n`),
    ).rejects.toMatchObject({
      code: 'PROVISR_TLS_INVALID',
      message: expect.stringContaining('a.crt does not exist') as string,
    });
  });
});

describe('a stop', () => {
  it('ends every process, leaves detached ones, and removes what was there for the daemon', async () => {
    const daemon = await TestDaemon.start(
      `${SERVER}socket = "api.sock"\n${process_('a', 'sleep 1000')}${process_('b', 'sleep 1000')}detached = true\n`,
    );
    await daemon.daemon.booted;
    const pidOf = async (name: string): Promise<number> => (await daemon.get(`/api/status?name=${name}`)).body.pid as number;
    const [a, b] = [await pidOf('a'), await pidOf('b')];
    await daemon.daemon.close();
    await daemon.daemon.closed;
    expect(isAlive(a)).toBe(false);
    expect(isAlive(b)).toBe(true);
    process.kill(b, 'SIGKILL');
    for (const file of ['provisr.pid', 'api.sock']) await expect(stat(join(daemon.directory, file))).rejects.toThrow('ENOENT');
    await daemon.close();
  });

  it('takes no changes any more while it lasts, but answers', async () => {
    const daemon = await TestDaemon.start(
      SERVER + process_('stubborn', "sh -c 'trap : TERM; while :; do sleep 0.1; done'") + 'stop_timeout = "600ms"\n',
    );
    await daemon.daemon.booted;
    const closing = daemon.daemon.close();
    expect(await daemon.post('/api/start?name=stubborn')).toMatchObject({ status: 503, body: { code: 'PROVISR_SHUTTING_DOWN' } });
    expect((await daemon.get('/api/status?name=stubborn')).body.state).toBe('stopping');
    expect(await daemon.get('/health/ready')).toMatchObject({ status: 503, body: { details: { daemon: { phase: 'stopping' } } } });
    await closing;
    await daemon.close();
  });
});

describe('TLS', () => {
  it('serves HTTPS with a generated certificate, and asks for one where clients must show theirs', async () => {
    const daemon = await started(`${SERVER}[server.tls]\nenabled = true\ndir = "tls"\nauto_generate = true\n`);
    expect(daemon.url.protocol).toBe('https:');
    const ca = await readFile(join(daemon.directory, 'tls', 'tls_ca.crt'));
    expect((await daemon.get('/api/status', { to: { ca } })).status).toBe(200);
    await expect(daemon.get('/api/status')).rejects.toThrow('certificate');
  });

  it('maps the common name of a client certificate to a role', async () => {
    const ca = await makeClientAuthority();
    const [deployer, stranger] = [await ca.issue('deployer'), await ca.issue('stranger')];
    const toml = `${SERVER}
[server.tls]
enabled = true
dir = "tls"
auto_generate = true
client_ca_file = "clients.crt"
[server.auth]
clients = { deployer = "operator" }
${process_('a', 'sleep 1000')}`;
    const daemon = await started(toml, { 'clients.crt': ca.cert });
    await daemon.daemon.booted;
    const own = await readFile(join(daemon.directory, 'tls', 'tls_ca.crt'), 'utf8');
    await expect(daemon.get('/api/status', { to: { ca: own } })).rejects.toThrow(/certificate required|ECONNRESET|socket hang up/);
    expect((await daemon.post('/api/restart?name=a', { to: { ca: own, ...deployer } })).status).toBe(200);
    expect((await daemon.post('/api/reload', { to: { ca: own, ...deployer } })).status).toBe(403);
    expect(await daemon.get('/api/status', { to: { ca: own, ...stranger } })).toMatchObject({
      status: 403,
      body: { code: 'PROVISR_AUTH_FORBIDDEN', error: expect.stringContaining('stranger') as string },
    });
    const forged = await (await makeClientAuthority()).issue('deployer');
    await expect(daemon.get('/api/status', { to: { ca: own, ...forged } })).rejects.toThrow(/ECONNRESET|alert|socket hang up/);
  });
});

/** An authority that signs certificates for clients. */
async function makeClientAuthority(): Promise<{ cert: string; issue(commonName: string): Promise<{ cert: string; key: string }> }> {
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const newKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const keys = await newKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=clients',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    cert: cert.toString('pem'),
    issue: async (commonName) => {
      const own = await newKeys();
      const issued = await x509.X509CertificateGenerator.create({
        subject: `CN=${commonName}`,
        issuer: cert.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
      });
      const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', own.privateKey), 'PRIVATE KEY');
      return { cert: issued.toString('pem'), key };
    },
  };
}

describe('signals', () => {
  it('reload and stop a daemon in a process of its own', async () => {
    const daemon = await TestDaemon.start(SERVER + process_('a', 'sleep 1000'), {}, { signals: true });
    await daemon.daemon.booted;
    await writeFile(join(daemon.directory, 'config.toml'), SERVER + process_('a', 'sleep 1000') + process_('b', 'sleep 1000'));
    process.emit('SIGHUP');
    await until(async () => (await daemon.get('/api/processes')).body.length === 2);
    process.emit('SIGTERM');
    process.emit('SIGTERM');
    await daemon.daemon.closed;
    await daemon.close();
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
