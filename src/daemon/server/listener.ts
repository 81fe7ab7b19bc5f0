import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { type AddressInfo, Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { formatListen, type ListenAddress } from '#contract';
import { descriptorOf, errnoOf, messageOf, ProvisrError } from '#core';
import type { PresentedCertificate } from '../tls/index.js';
import { Connections } from './connections.js';

/** Answers requests of `node:http`. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** An open listener. */
export interface Listener {
  /** For people and clients: `http://127.0.0.1:8080`, `unix:/run/provisr.sock`. */
  readonly url: string;
  /** Tells it from the other listeners, also in another image of the daemon. */
  readonly key: string;
  /** Whether the kernel takes connections for it. */
  isListening(): boolean;
  /** Accepts nothing more, lets requests under way finish, at most for `graceMs`, then closes every connection. */
  close(graceMs: number): Promise<void>;
  /**
   * Accepts and reads nothing more, and lets requests under way finish, at most for `graceMs`.
   * @param duplicate makes a copy of a descriptor: that of the listener is kept open by it, so that the kernel keeps clients waiting
   */
  standStill(duplicate: (fd: number) => number, graceMs: number): Promise<void>;
  /** What the next image of the daemon goes on with. To be called once it stands still. */
  handedOver(): HandedListener;
  /** Goes on, with connections of an earlier image. */
  welcome(connections: readonly number[]): void;
}

/** Descriptors of a listener and of its connections that are between two requests. */
export interface HandedListener {
  readonly listener: number | null;
  readonly connections: readonly number[];
}

/** What ties a listener to the same one in another image of the daemon. */
export interface ListenerPast {
  readonly key: string;
  /** Of the same listener in an earlier image of the daemon; `null` = it is opened anew. */
  readonly inherited: number | null;
  /** Nothing is read before {@link Listener.welcome}. */
  readonly waits: boolean;
}

export const NO_PAST: ListenerPast = { key: '', inherited: null, waits: false };

/** What to do about a refused address, by errno. */
const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there: stop it, or choose another address in [server].listen',
  EACCES: 'ports below 1024 and foreign directories need more rights: choose another address in [server]',
  EADDRNOTAVAIL: 'this machine has no such address: check [server].listen',
  ENOTFOUND: 'the host name cannot be resolved: check [server].listen',
  ENOENT: 'the directory of the socket does not exist: create it, or change [server].socket',
  EINVAL: 'the path of a unix socket may have at most 107 bytes (unix(7)): choose a shorter [server].socket',
};

/**
 * Opens a TCP listener, with TLS where there is a certificate.
 * @throws ProvisrError PROVISR_LISTEN_FAILED
 */
export async function listenTcp(
  address: ListenAddress,
  handler: RequestHandler,
  certificates: PresentedCertificate | null,
  past: ListenerPast = NO_PAST,
): Promise<Listener> {
  const server = certificates === null ? createHttpServer(handler) : secureServer(handler, certificates);
  const where =
    past.inherited === null ? { port: address.port, ...(address.host === null ? {} : { host: address.host }) } : { fd: past.inherited };
  const listener = asListener(server, past, (graceMs) => closed(server, graceMs));
  await listening(server, () => server.listen(where), formatListen(address));
  const { address: host, port } = server.address() as AddressInfo;
  return { ...listener, url: `${certificates === null ? 'http' : 'https'}://${formatListen({ host: reachable(host), port })}` };
}

/** All of a listener but where it is. */
export function asListener(server: Server, { key, waits }: ListenerPast, close: Listener['close']): Omit<Listener, 'url'> {
  const connections = new Connections(server, waits);
  let kept: number | null = null;
  return {
    key,
    isListening: () => server.listening,
    close,
    async standStill(duplicate, graceMs) {
      const fd = descriptorOf(server);
      kept ??= fd === null ? null : duplicate(fd);
      if (fd !== null) connections.refrain();
      await connections.standStill(graceMs);
    },
    handedOver: () => ({ listener: kept, connections: connections.resting() }),
    welcome: (fds) => {
      connections.go();
      // As Node makes those that it accepts: who has sent all may still read.
      for (const fd of fds) server.emit('connection', new Socket({ fd, readable: true, writable: true, allowHalfOpen: true }));
    },
  };
}

/** Resolves when `open` has led to `listening`. */
export function listening(server: Server, open: () => void, place: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const hint = REMEDIES[errnoOf(error) ?? ''];
      reject(
        new ProvisrError('PROVISR_LISTEN_FAILED', `cannot listen on ${place}: ${messageOf(error)}`, {
          cause: error,
          details: { address: place, errno: errnoOf(error) ?? null },
          ...(hint === undefined ? {} : { hint }),
        }),
      );
    });
    server.once('listening', () => {
      server.removeAllListeners('error');
      // Such as no free descriptor for a new connection: those that are there go on.
      server.on('error', (error) => new Logger('server').warn(`${place}: ${messageOf(error)}`));
      resolve();
    });
    open();
  });
}

/** Ends a server: keep-alive connections at once, busy ones after the grace. */
export function closed(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function secureServer(handler: RequestHandler, certificates: PresentedCertificate): HttpsServer {
  const server = createHttpsServer(
    {
      ...certificates.context,
      requestCert: certificates.clientCertificateRequired,
      rejectUnauthorized: certificates.clientCertificateRequired,
    },
    handler,
  );
  certificates.onChange((context) => server.setSecureContext(context));
  return server;
}

/** A listener on every interface is reached through loopback from here. */
function reachable(host: string): string {
  if (host === '::' || host === '0.0.0.0') return '127.0.0.1';
  return host;
}
