import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isUnixPeer } from '../auth/peer.js';
import { planListen } from './listen-plan.js';
import { listenTcp, type Listener } from './listener.js';
import { metricsOnly } from './metrics-only.js';
import { writeDaemonPidFile } from './pid-file.js';
import { listenUnix } from './unix-listener.js';

let dir: string;
const open: Listener[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'provisr-server-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close(0)));
  await rm(dir, { recursive: true, force: true });
});

function ask(options: { socketPath?: string; port?: number; path?: string }): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', agent: false, ...options }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });
}

describe('where the API may listen', () => {
  it('is loopback without authentication, whatever was asked for', () => {
    for (const host of [null, '0.0.0.0', '::', '192.168.1.1', 'example.com']) {
      expect(planListen({ host, port: 8080 }, false, false)).toEqual({
        address: { host: '127.0.0.1', port: 8080 },
        warning: expect.stringContaining('127.0.0.1:8080 only') as string,
      });
    }
  });

  it('is what was asked for where that is safe, or wanted', () => {
    for (const host of ['127.0.0.1', '127.3.2.1', '::1', 'localhost']) {
      expect(planListen({ host, port: 1 }, false, false)).toEqual({ address: { host, port: 1 }, warning: null });
    }
    expect(planListen({ host: null, port: 1 }, true, false)).toEqual({ address: { host: null, port: 1 }, warning: null });
    expect(planListen({ host: null, port: 1 }, false, true)).toMatchObject({
      address: { host: null },
      warning: expect.stringContaining('open to whoever'),
    });
  });
});

describe('a TCP listener', () => {
  it('names address and remedy when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(listenTcp({ host: '127.0.0.1', port }, () => undefined, null)).rejects.toMatchObject({
      code: 'PROVISR_LISTEN_FAILED',
      message: expect.stringContaining(`127.0.0.1:${port}`) as string,
      hint: expect.stringContaining('another program') as string,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('lets a request under way finish when it closes', async () => {
    let answer = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      void listenTcp(
        { host: '127.0.0.1', port: 0 },
        (_request, response) => {
          answer = () => void response.end('late');
          resolve();
        },
        null,
      ).then((listener) => {
        open.push(listener);
        pending = ask({ port: Number(new URL(listener.url).port) });
      });
    });
    let pending: ReturnType<typeof ask> = Promise.resolve({ status: 0, text: '' });
    await arrived;
    const closing = open.splice(0)[0]?.close(5000);
    answer();
    expect(await pending).toEqual({ status: 200, text: 'late' });
    await closing;
  });
});

describe('a unix socket', () => {
  it('is for its owner only, and told apart from TCP', async () => {
    const path = join(dir, 'api.sock');
    open.push(await listenUnix(path, (incoming, response) => void response.end(String(isUnixPeer(incoming)))));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await ask({ socketPath: path })).toEqual({ status: 200, text: 'true' });
    const tcp = await listenTcp(
      { host: '127.0.0.1', port: 0 },
      (incoming, response) => void response.end(String(isUnixPeer(incoming))),
      null,
    );
    open.push(tcp);
    expect((await ask({ port: Number(new URL(tcp.url).port) })).text).toBe('false');
  });

  it('takes the place of a leftover, but not of a live one or of a file', async () => {
    const path = join(dir, 'api.sock');
    const first = await listenUnix(path, (_request, response) => void response.end('first'));
    open.push(first);
    await expect(listenUnix(path, () => undefined)).rejects.toThrow('another program answers there');
    expect((await ask({ socketPath: path })).text).toBe('first');
    const file = join(dir, 'file');
    await writeFile(file, '');
    await expect(listenUnix(file, () => undefined)).rejects.toThrow('not a socket');
    await leaveSocketBehind(join(dir, 'stale.sock'));
    open.push(await listenUnix(join(dir, 'stale.sock'), (_request, response) => void response.end('new')));
    expect((await ask({ socketPath: join(dir, 'stale.sock') })).text).toBe('new');
  });
});

/** What a killed daemon leaves: a socket file that nobody holds open. */
async function leaveSocketBehind(path: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ]);
  await new Promise((resolve) => child.once('exit', resolve));
  expect((await stat(path)).isSocket()).toBe(true);
}

describe('the address of the metrics', () => {
  it('is no other door to the API', async () => {
    const server = createHttpServer(metricsOnly((_request, response) => void response.end('metrics'))).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await ask({ port, path: '/metrics?x=1' })).toEqual({ status: 200, text: 'metrics' });
    for (const path of ['/api/status', '/metrics/../api/status', '/']) expect((await ask({ port, path })).status).toBe(404);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("the daemon's PID file", () => {
  it('is refused when it names a live process that wrote it, and taken over otherwise', async () => {
    const file = join(dir, 'provisr.pid');
    await writeFile(file, `${process.ppid}\n`);
    expect(() => writeDaemonPidFile(file)).toThrow(`PID ${process.ppid}`);
    await writeFile(file, '999999999\n');
    const remove = writeDaemonPidFile(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await remove();
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});
