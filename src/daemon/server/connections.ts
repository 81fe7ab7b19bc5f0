import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { descriptorOf } from '#core';

interface Connection {
  /** Requests that are being answered. */
  busy: number;
  /** Bytes read when the last answer was through: what came later is the beginning of another request. */
  readBytes: number;
}

/**
 * The connections of a server, and what each is about, so that they can be handed to another image of the daemon between two requests.
 * A connection with TLS cannot: its keys are in the memory of this one. It is ended instead.
 */
export class Connections {
  readonly #server: Server;
  readonly #open = new Map<Socket, Connection>();
  #isStandingStill: boolean;
  #onQuiet: () => void = () => undefined;

  /** @param rests nothing is read until {@link go} */
  constructor(server: Server, rests: boolean) {
    this.#server = server;
    this.#isStandingStill = rests;
    server.on('setSecureContext' in server ? 'secureConnection' : 'connection', (socket: Socket) => this.#opened(socket));
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => this.#asked(request.socket, response));
  }

  /** Accepts nothing more; whoever connects from now on is kept waiting by the kernel as long as somebody holds the descriptor. */
  refrain(): void {
    // That of HTTP servers ends the connections that are between two requests.
    NetServer.prototype.close.call(this.#server);
  }

  /** Reads no further request. Resolves when every answer that is under way is through, at the latest after so long. */
  async standStill(graceMs: number): Promise<void> {
    this.#isStandingStill = true;
    for (const [socket, connection] of this.#open) if (isQuiet(socket, connection)) this.#rest(socket);
    const quiet = new Promise<void>((resolve) => (this.#onQuiet = resolve));
    const deadline = setTimeout(this.#onQuiet, graceMs);
    this.#look();
    await quiet;
    clearTimeout(deadline);
  }

  /** Reads what clients have sent meanwhile, and goes on. */
  go(): void {
    this.#isStandingStill = false;
    for (const socket of this.#open.keys()) socket.resume();
  }

  /** Descriptors of the connections that are between two requests. */
  resting(): readonly number[] {
    const sockets = [...this.#open].filter(([socket, connection]) => isQuiet(socket, connection) && !(socket instanceof TLSSocket));
    return sockets.flatMap(([socket]) => descriptorOf(socket) ?? []);
  }

  #opened(socket: Socket): void {
    this.#open.set(socket, { busy: 0, readBytes: 0 });
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#look();
    });
    if (this.#isStandingStill) this.#rest(socket);
  }

  #asked(socket: Socket, response: ServerResponse): void {
    const connection = this.#open.get(socket);
    if (!connection) return;
    connection.busy += 1;
    if (this.#isStandingStill && socket instanceof TLSSocket) response.setHeader('connection', 'close');
    response.once('close', () => {
      connection.busy -= 1;
      connection.readBytes = socket.bytesRead;
      if (this.#isStandingStill && isQuiet(socket, connection)) this.#rest(socket);
      this.#look();
    });
  }

  /** What comes now stays in the kernel, for the next image to read. */
  #rest(socket: Socket): void {
    if (socket instanceof TLSSocket) socket.end();
    else socket.pause();
  }

  #look(): void {
    if (this.#isStandingStill && [...this.#open].every(([socket, connection]) => isQuiet(socket, connection))) this.#onQuiet();
  }
}

/** Between two requests, with nothing of either in the memory of this program. */
function isQuiet(socket: Socket, { busy, readBytes }: Connection): boolean {
  const isUntouched = busy === 0 && socket.bytesRead === readBytes && socket.writableLength === 0;
  return isUntouched || socket.destroyed;
}
