import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { descriptorOf } from '#core';

interface Connection {
  /** Requests that are being answered. */
  busy: number;
  /** Bytes read when the last answer was through: what came later is the beginning of another request. */
  readBytes: number;
  /** Nothing is to be read from it. */
  rests: boolean;
  /** It was ended in good order. */
  isOver: boolean;
}

/** How long a connection with TLS may still begin a request before it is ended: a client in a loop gets to hear "Connection: close", ms. */
const LINGER_MS = 150;

/**
 * The connections of a server, and what each is about, so that they can be handed to another image of the daemon between two requests.
 * A connection with TLS cannot: its keys are in the memory of this one. It is ended instead, after one more answer if a request comes soon.
 */
export class Connections {
  readonly #server: Server;
  readonly #open = new Map<Socket, Connection>();
  /** Connections whose handshake is not through, by the port at the other end. */
  readonly #handshakes = new Set<number | undefined>();
  #mode: 'waiting' | 'serving' | 'ending';
  #onQuiet: () => void = () => undefined;

  /** @param waits nothing is read until {@link go} */
  constructor(server: Server, waits: boolean) {
    this.#server = server;
    this.#mode = waits ? 'waiting' : 'serving';
    const isSecure = 'setSecureContext' in server;
    if (isSecure) server.on('connection', (socket) => this.#greeted(socket));
    server.on(isSecure ? 'secureConnection' : 'connection', (socket: Socket) => this.#opened(socket));
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => this.#asked(request.socket, response));
  }

  /** Accepts nothing more; whoever connects from now on is kept waiting by the kernel as long as somebody holds the descriptor. */
  refrain(): void {
    // That of HTTP servers ends the connections that are between two requests.
    NetServer.prototype.close.call(this.#server);
  }

  /** Reads no further request. Resolves when every answer that is under way is through, at the latest after so long. */
  async standStill(graceMs: number): Promise<void> {
    this.#mode = 'ending';
    for (const [socket, connection] of this.#open) if (isQuiet(socket, connection)) this.#rest(socket, connection);
    const quiet = new Promise<void>((resolve) => (this.#onQuiet = resolve));
    const deadline = setTimeout(this.#onQuiet, graceMs);
    this.#look();
    await quiet;
    clearTimeout(deadline);
  }

  /** Reads what clients have sent meanwhile, and goes on. */
  go(): void {
    this.#mode = 'serving';
    for (const [socket, connection] of this.#open) {
      connection.rests = false;
      socket.resume();
    }
  }

  /** Descriptors of the connections that are between two requests. */
  resting(): readonly number[] {
    const sockets = [...this.#open].filter(([socket, connection]) => isQuiet(socket, connection) && !(socket instanceof TLSSocket));
    return sockets.flatMap(([socket]) => descriptorOf(socket) ?? []);
  }

  #greeted(socket: Socket): void {
    const { remotePort } = socket;
    this.#handshakes.add(remotePort);
    socket.once('close', () => {
      this.#handshakes.delete(remotePort);
      this.#look();
    });
  }

  #opened(socket: Socket): void {
    const connection: Connection = { busy: 0, readBytes: socket.bytesRead, rests: false, isOver: false };
    this.#open.set(socket, connection);
    this.#handshakes.delete(socket.remotePort);
    // Node resumes in the next tick what it had begun to resume before the pause, and does not ask again.
    socket.on('resume', () => connection.rests && socket.emit('pause'));
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#look();
    });
    if (this.#mode !== 'serving') this.#rest(socket, connection);
  }

  #asked(socket: Socket, response: ServerResponse): void {
    const connection = this.#open.get(socket);
    if (!connection) return;
    connection.busy += 1;
    if (this.#mode === 'ending' && socket instanceof TLSSocket) response.setHeader('connection', 'close');
    response.once('close', () => {
      connection.busy -= 1;
      connection.readBytes = socket.bytesRead;
      if (this.#mode === 'ending' && isQuiet(socket, connection)) this.#rest(socket, connection);
      this.#look();
    });
  }

  /** What comes now stays in the kernel, for the next image to read. */
  #rest(socket: Socket, connection: Connection): void {
    if (this.#mode === 'ending' && socket instanceof TLSSocket) {
      setTimeout(() => this.#bidFarewell(socket, connection), LINGER_MS);
      return;
    }
    connection.rests = true;
    socket.pause();
  }

  #bidFarewell(socket: TLSSocket, connection: Connection): void {
    if (!isQuiet(socket, connection)) return;
    socket.end(() => {
      connection.isOver = true;
      this.#look();
    });
  }

  #look(): void {
    if (this.#mode !== 'ending' || this.#handshakes.size > 0) return;
    if ([...this.#open].every(([socket, connection]) => isSettled(socket, connection))) this.#onQuiet();
  }
}

function isSettled(socket: Socket, connection: Connection): boolean {
  return socket instanceof TLSSocket ? connection.isOver || socket.destroyed : isQuiet(socket, connection);
}

/** Between two requests, with nothing of either in the memory of this program. */
function isQuiet(socket: Socket, { busy, readBytes }: Connection): boolean {
  const isUntouched = busy === 0 && socket.bytesRead === readBytes && socket.writableLength === 0;
  return isUntouched || socket.destroyed;
}
