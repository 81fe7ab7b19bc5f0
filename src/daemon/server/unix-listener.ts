import { chmodSync } from 'node:fs';
import { stat, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { errnoOf, ProvisrError } from '#core';
import { markUnixPeer } from '../auth/index.js';
import { closed, type Listener, listening, type RequestHandler } from './listener.js';

/** Owner only: the file's permissions are the only check of who may use the socket. */
const SOCKET_MODE = 0o600;

/**
 * Serves on a unix socket. A socket file nobody answers on is a leftover of a killed daemon and replaced.
 * @throws ProvisrError PROVISR_LISTEN_FAILED
 */
export async function listenUnix(path: string, handler: RequestHandler): Promise<Listener> {
  await removeLeftover(path);
  const server = createServer(handler);
  server.on('connection', markUnixPeer);
  await listening(server, () => openPrivately(() => server.listen(path)), path);
  chmodSync(path, SOCKET_MODE);
  return {
    url: `unix:${path}`,
    // libuv removes the file itself when the server closes.
    close: (graceMs) => closed(server, graceMs),
  };
}

/** bind(2) creates the file with the process's umask; between it and a chmod anybody could connect. It binds synchronously. */
function openPrivately(open: () => void): void {
  const before = process.umask(0o177);
  try {
    open();
  } finally {
    process.umask(before);
  }
}

async function removeLeftover(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null;
    throw new ProvisrError('PROVISR_LISTEN_FAILED', `cannot look at ${path}: ${errnoOf(error)}`, { cause: error });
  });
  if (found === null) return;
  if (!found.isSocket()) {
    throw new ProvisrError('PROVISR_LISTEN_FAILED', `cannot listen on ${path}: there is a file that is not a socket`, {
      hint: 'remove it, or change [server].socket',
    });
  }
  if (await isAnswered(path)) {
    throw new ProvisrError('PROVISR_LISTEN_FAILED', `cannot listen on ${path}: another program answers there`, {
      hint: 'stop it, or change [server].socket',
    });
  }
  await unlink(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    // ECONNREFUSED: nobody holds it open any more.
    probe.once('error', (error) => resolve(errnoOf(error) !== 'ECONNREFUSED' && errnoOf(error) !== 'ENOENT'));
  });
}
