import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

const unixPeers = new WeakSet<Socket>();

/** Notes that a connection came in through the unix socket. Called by whoever opened that listener, never guessed from an address. */
export function markUnixPeer(socket: Socket): void {
  unixPeers.add(socket);
}

/** Whether a request came in through the unix socket. */
export function isUnixPeer(request: IncomingMessage): boolean {
  return unixPeers.has(request.socket);
}

/** The address of the other side; empty for the unix socket. */
export function peerAddress(request: IncomingMessage): string {
  return request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
}

/** Common name of the client certificate, `null` without one that the listener has verified. */
export function peerCommonName(request: IncomingMessage): string | null {
  const { socket } = request;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const name = socket.getPeerCertificate().subject?.CN;
  // Several CNs in one subject are ambiguous: such a certificate names nobody.
  return typeof name === 'string' ? name : null;
}
