import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { formatListen, type ListenAddress } from '#contract';
import { errnoOf, messageOf, ProvisrError } from '#core';
import type { CertificateProvider } from '../tls/index.js';

/** Answers requests of `node:http`. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** An open listener. */
export interface Listener {
  /** For people and clients: `http://127.0.0.1:8080`, `unix:/run/provisr.sock`. */
  readonly url: string;
  /** Accepts nothing more, lets requests under way finish, at most for `graceMs`, then closes every connection. */
  close(graceMs: number): Promise<void>;
}

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
  certificates: CertificateProvider | null,
): Promise<Listener> {
  const server = certificates === null ? createHttpServer(handler) : secureServer(handler, certificates);
  await listening(
    server,
    () => server.listen({ port: address.port, ...(address.host === null ? {} : { host: address.host }) }),
    formatListen(address),
  );
  const { address: host, port } = server.address() as AddressInfo;
  return {
    url: `${certificates === null ? 'http' : 'https'}://${formatListen({ host: reachable(host), port })}`,
    close: (graceMs) => closed(server, graceMs),
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

function secureServer(handler: RequestHandler, certificates: CertificateProvider): HttpsServer {
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
