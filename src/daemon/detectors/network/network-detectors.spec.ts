import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LivenessDetector, systemClock } from '#core';
import { detectorConformance, FakeClock, scratchDirectory, waitFor } from '#testing';
import { type KeyPair, issueCertificate, makeAuthority } from '../../tls/certificate-authority.js';
import { HttpDetectorFactory, type HttpDetectorOptions } from './http.detector.js';
import { TcpDetectorFactory } from './tcp.detector.js';

const signal = new AbortController().signal;
const listening = async <S extends TcpServer>(server: S): Promise<S> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};
const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port;
/** A port that was free a moment ago. */
const closedPort = async (): Promise<number> => {
  const server = await listening(createTcpServer());
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe('the detector tcp', () => {
  let server: TcpServer;
  beforeEach(async () => {
    server = await listening(createTcpServer((socket) => socket.end()));
  });
  afterEach(() => void server.close());
  const factory = new TcpDetectorFactory(systemClock);

  it.each(detectorConformance)('$name', async ({ check }) =>
    check({ ofLiving: factory.create({ port: portOf(server) }), ofDead: factory.create({ port: await closedPort() }) }),
  );

  it('names what it asks, and keeps no connection', async () => {
    expect(factory.create({ host: '::1', port: 80 }).label).toBe('tcp:[::1]:80');
    const detector = factory.create({ port: portOf(server), intervalMs: 70 });
    expect([detector.label, detector.intervalMs]).toEqual([`tcp:127.0.0.1:${portOf(server)}`, 70]);
    expect(await detector.detect(signal)).toEqual({ alive: true, pid: null });
    await waitFor(async () => (await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))) === 0);
  });
});

describe('the detector http', () => {
  const directory = scratchDirectory('http-detector');
  let server: Server;
  let answer: RequestListener;
  const requests: { method?: string | undefined; url?: string | undefined; headers: NodeJS.Dict<unknown> }[] = [];
  beforeAll(async () => {
    server = await listening(
      createHttpServer((request, response) => {
        requests.push({ method: request.method, url: request.url, headers: request.headers });
        answer(request, response);
      }),
    );
  });
  beforeEach(() => {
    requests.length = 0;
    answer = (_request, response) => void response.end('all is well');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    directory.remove();
  });

  const factory = new HttpDetectorFactory(systemClock);
  const detector = (more: Partial<HttpDetectorOptions> = {}): LivenessDetector =>
    factory.create({ url: `http://127.0.0.1:${portOf(server)}/healthz?token=x`, ...more });
  const isAlive = async (more: Partial<HttpDetectorOptions> = {}): Promise<boolean> => (await detector(more).detect(signal)).alive;
  const withStatus = (status: number, headers: Record<string, string> = {}): void => {
    answer = (_request, response) => void response.writeHead(status, headers).end('body');
  };

  it.each(detectorConformance)('$name', async ({ check }) =>
    check({ ofLiving: detector(), ofDead: detector({ url: `http://127.0.0.1:${await closedPort()}/` }) }),
  );

  it('asks as it is told, and does not show what may be secret of the address', async () => {
    expect(await isAlive({ method: 'OPTIONS', headers: { 'X-Probe': 'yes' } })).toBe(true);
    expect(requests).toMatchObject([{ method: 'OPTIONS', url: '/healthz?token=x', headers: { 'x-probe': 'yes', connection: 'close' } }]);
    expect(detector().label).toBe(`http:http://127.0.0.1:${portOf(server)}/healthz`);
  });

  it.each<[number, unknown, boolean]>([
    [204, undefined, true],
    [399, undefined, true],
    [404, undefined, false],
    [500, undefined, false],
    [404, 404, true],
    [200, 404, false],
    [503, ['200-299', '500-599'], true],
    [301, ['200-299', 304], false],
  ])('takes %s for alive by status = %j: %s', async (status, wanted, alive) => {
    withStatus(status);
    expect(await isAlive(wanted === undefined ? {} : { status: wanted })).toBe(alive);
  });

  it('does not follow a redirect', async () => {
    withStatus(302, { location: `http://127.0.0.1:${portOf(server)}/elsewhere` });
    expect(await isAlive({ status: '200-299' })).toBe(false);
    expect(requests).toHaveLength(1);
  });

  it('looks for a text in what comes in pieces, and not for ever', async () => {
    answer = (_request, response) => {
      response.write('all is w');
      setImmediate(() => response.end('ell'));
    };
    expect(await isAlive({ body_contains: 'is well' })).toBe(true);
    expect(await isAlive({ body_contains: 'is ill' })).toBe(false);
    answer = (_request, response) => {
      const flood = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', flood);
      };
      flood();
    };
    expect(await isAlive({ body_contains: 'never' })).toBe(false);
  });

  it('gives up when its time is up, and says so', async () => {
    const clock = new FakeClock();
    answer = () => clock.advance(700);
    const looking = new HttpDetectorFactory(clock).create({ url: `http://127.0.0.1:${portOf(server)}/`, timeoutMs: 700 }).detect(signal);
    await expect(looking).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });

  describe('by TLS', () => {
    let secure: TcpServer;
    let authority: KeyPair;
    beforeAll(async () => {
      authority = await makeAuthority('test', Date.now());
      const leaf = await issueCertificate(
        authority,
        { commonName: 'localhost', organization: 'test', dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'], validDays: 1 },
        Date.now(),
      );
      secure = await listening(createTlsServer({ key: leaf.key, cert: leaf.cert }, (_request, response) => response.end()));
    });
    afterAll(() => void secure.close());
    const url = (): string => `https://127.0.0.1:${portOf(secure)}/`;

    it('takes a certificate that is signed by the authority it is given, and none else unless it is told to', async () => {
      const ca = join(directory.path, 'ca.pem');
      writeFileSync(ca, authority.cert);
      expect(await isAlive({ url: url(), ca })).toBe(true);
      expect(await isAlive({ url: url(), insecure: true })).toBe(true);
      await expect(isAlive({ url: url() })).rejects.toThrow(/certificate/);
    });

    it('cannot be made without the authority it is to trust', () => {
      const ca = directory.write('empty.pem', 'nothing');
      expect(() => detector({ url: url(), ca })).toThrow(`"ca" cannot be used: ${ca}`);
      expect(() => detector({ url: url(), ca: join(directory.path, 'none.pem') })).toThrow('ENOENT');
    });
  });
});
