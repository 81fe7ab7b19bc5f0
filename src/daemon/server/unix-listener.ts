import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { rm, stat, unlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { errnoOf, ProvisrError } from '#core';
import { markUnixPeer } from '../auth/index.js';
import { asListener, closed, type Listener, type ListenerPast, listening, NO_PAST, type RequestHandler } from './listener.js';

/** Owner only: the file's permissions are the only check of who may use the socket. */
const SOCKET_MODE = 0o600;

/**
 * Serves on a unix socket. A socket file nobody answers on is a leftover of a killed daemon and replaced.
 * @throws ProvisrError PROVISR_LISTEN_FAILED
 */
export async function listenUnix(path: string, handler: RequestHandler, past: ListenerPast = NO_PAST): Promise<Listener> {
  const server = createServer(handler);
  server.on('connection', markUnixPeer);
  const listener = asListener(server, past, async (graceMs) => {
    // First, so that nobody takes a file that is there for a daemon that answers.
    rmSync(path, { force: true });
    await closed(server, graceMs);
  });
  const { inherited } = past;
  if (inherited !== null && existsSync(path)) await listening(server, () => server.listen({ fd: inherited }), path);
  else await listenAt(path, server);
  return { ...listener, url: `unix:${path}` };
}

/**
 * Under another name first: the file appears complete, and libuv, which removes what it has made when it stops accepting, does not find it.
 */
async function listenAt(path: string, server: Server): Promise<void> {
  await removeLeftover(path);
  const draft = join(dirname(path), `.${process.pid}`);
  await rm(draft, { force: true });
  await listening(server, () => openPrivately(() => server.listen(draft)), path);
  chmodSync(draft, SOCKET_MODE);
  renameSync(draft, path);
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
