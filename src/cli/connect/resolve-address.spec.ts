import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOptionsFor } from './client-flags.js';
import { resolveAddress } from './resolve-address.js';

let directory: string;
const servers: Server[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-cli-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

/** A world whose per-user daemon is ours. */
const world = (env: Record<string, string> = {}): { env: Record<string, string>; cwd: string } => ({
  env: { PROVISR_HOME: directory, ...env },
  cwd: directory,
});

async function configFile(text: string, name = 'config.toml'): Promise<string> {
  await writeFile(join(directory, name), text);
  return name;
}

async function listenOn(path: string): Promise<void> {
  const server = createServer((socket) => socket.end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
}

describe('where the daemon is', () => {
  it('is said by --api-url before anything else', async () => {
    const config = await configFile('[server]\nlisten = "127.0.0.1:1111"\n');
    const address = await resolveAddress({ apiUrl: 'http://build:9000/api', config }, world({ PROVISR_API_URL: 'http://other:1/api' }));
    expect(address).toMatchObject({ source: 'flag', baseUrl: 'http://build:9000/api' });
  });

  it('then by PROVISR_API_URL, then by [server] of --config', async () => {
    const config = await configFile('[server]\nlisten = ":1111"\nbase_path = "v1/"\n');
    expect(await resolveAddress({ config }, world({ PROVISR_API_URL: 'http://other:1/api' }))).toMatchObject({
      source: 'environment',
      baseUrl: 'http://other:1/api',
    });
    expect(await resolveAddress({ config }, world())).toMatchObject({ source: 'config', baseUrl: 'http://127.0.0.1:1111/v1' });
  });

  it('then by the socket of the per-user daemon when somebody listens, else it is the default', async () => {
    const socketPath = join(directory, 'provisr.sock');
    expect(await resolveAddress({}, world())).toMatchObject({ source: 'default', baseUrl: 'http://127.0.0.1:8080/api' });
    await writeFile(socketPath, '');
    expect(await resolveAddress({}, world())).toMatchObject({ source: 'default' });
    await rm(socketPath);
    await listenOn(socketPath);
    expect(await resolveAddress({}, world())).toMatchObject({ source: 'user-daemon', socketPath });
  });

  it.each([
    ['unix:/run/p.sock', '/run/p.sock'],
    ['unix:///run/p.sock', '/run/p.sock'],
  ])('may be a socket, %s', async (apiUrl, socketPath) => {
    expect(await resolveAddress({ apiUrl }, world())).toMatchObject({ socketPath });
  });

  it('refuses a socket without a path', async () => {
    await expect(resolveAddress({ apiUrl: 'unix:' }, world())).rejects.toMatchObject({ code: 'PROVISR_USAGE_INVALID' });
  });
});

describe('[server] of a configuration', () => {
  it.each([
    ['listen = "0.0.0.0:81"', 'http://127.0.0.1:81/api'],
    ['listen = "[::1]:81"', 'http://[::1]:81/api'],
    ['listen = "localhost:81"', 'http://localhost:81/api'],
    // Without authentication the daemon binds loopback only.
    ['listen = "192.0.2.1:81"', 'http://127.0.0.1:81/api'],
    ['listen = "192.0.2.1:81"\n[server.auth]\nallow_unauthenticated = true', 'http://192.0.2.1:81/api'],
    ['[server.tls]\nenabled = true', 'https://127.0.0.1:8080/api'],
    ['', 'http://127.0.0.1:8080/api'],
  ])('%s', async (section, baseUrl) => {
    expect(await resolveAddress({ config: await configFile(`[server]\n${section}\n`) }, world())).toMatchObject({
      baseUrl,
      socketPath: null,
    });
  });

  it('prefers its socket where that may be used', async () => {
    await listenOn(join(directory, 'api.sock'));
    const config = await configFile('{"server":{"listen":"127.0.0.1:81","socket":"api.sock"}}', 'config.json');
    expect(await resolveAddress({ config }, world())).toMatchObject({ socketPath: join(directory, 'api.sock') });
  });

  it('is its socket, there or not, when it listens nowhere else', async () => {
    const config = await configFile('[server]\nlisten = "none"\nsocket = "api.sock"\n');
    expect(await resolveAddress({ config }, world())).toMatchObject({ socketPath: join(directory, 'api.sock') });
  });

  it('brings the authority of a certificate the daemon made itself', async () => {
    await mkdir(join(directory, 'tls'));
    await writeFile(join(directory, 'tls', 'tls_ca.crt'), '');
    const config = await configFile('server:\n  tls:\n    enabled: true\n    dir: tls\n', 'config.yaml');
    const address = await resolveAddress({ config }, world());
    expect(address.caCert).toBe(join(directory, 'tls', 'tls_ca.crt'));
    expect(clientOptionsFor(address, {}, world()).tls).toEqual({ caCert: join(directory, 'tls', 'tls_ca.crt') });
  });

  it.each([
    ['a file that is not there', 'none.toml', null, 'PROVISR_CONFIG_NOT_FOUND'],
    ['a file that cannot be parsed', 'bad.toml', '[server', 'PROVISR_CONFIG_INVALID'],
    ['a file of another kind', 'config.ini', '', 'PROVISR_CONFIG_INVALID'],
    ['a port that is known only at run time', 'any.toml', '[server]\nlisten = "127.0.0.1:0"', 'PROVISR_CONFIG_INVALID'],
  ])('is an error with %s', async (_what, name, text, code) => {
    if (text !== null) await configFile(text, name);
    await expect(resolveAddress({ config: name }, world())).rejects.toMatchObject({ code });
  });
});

describe('a token', () => {
  const tokenFor = async (flags: { apiUrl?: string; token?: string }, env: Record<string, string>): Promise<string | undefined> =>
    clientOptionsFor(await resolveAddress(flags, world(env)), flags, world(env)).token;

  it('of the environment goes to the address of the environment only', async () => {
    const env = { PROVISR_TOKEN: 'secret', PROVISR_API_URL: 'https://home:1/api' };
    expect(await tokenFor({}, env)).toBe('secret');
    expect(await tokenFor({ apiUrl: 'https://home:1/api/' }, env)).toBe('secret');
    expect(await tokenFor({ apiUrl: 'https://elsewhere:1/api' }, env)).toBeUndefined();
    expect(await tokenFor({ apiUrl: 'http://home:1/api' }, env)).toBeUndefined();
  });

  it('of the flag goes where the command goes', async () => {
    const env = { PROVISR_TOKEN: 'secret', PROVISR_API_URL: 'https://home:1/api' };
    expect(await tokenFor({ apiUrl: 'https://elsewhere:1/api', token: 'other' }, env)).toBe('other');
  });
});
