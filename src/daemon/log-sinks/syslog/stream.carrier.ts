import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SyslogAddress } from '#contract';
import { type Clock, within } from '#core';
import type { Carrier } from '../delivery/courier.js';
import type { Frame } from './framing.js';

/** Files of certificates; absolute paths. */
export interface TlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Opens a connection; it need not be established yet. @throws Error when a file cannot be read */
export type OpenConnection = () => { readonly socket: Socket; readonly established: 'connect' | 'secureConnect' };

const CONNECT_MS = 10_000;
const SEND_MS = 30_000;
const KEEP_ALIVE_MS = 60_000;

/** How to reach an address by a stream; certificates are read anew for each connection. */
export function connectionTo(address: SyslogAddress, files: TlsFiles): OpenConnection {
  if (address.transport === 'unix') return () => ({ socket: connect({ path: address.path }), established: 'connect' });
  const { host, port } = address;
  if (address.transport !== 'tls') return () => ({ socket: connect({ host, port }), established: 'connect' });
  return () => {
    const read = (name: keyof TlsFiles): object => (files[name] === undefined ? {} : { [name]: readFileSync(files[name]) });
    const options = { host, port, ...read('ca'), ...read('cert'), ...read('key') };
    return { socket: connectTls({ ...options, ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }) }), established: 'secureConnect' };
  };
}

/**
 * Messages on a connection that is opened when there are any, and again when it breaks. A message counts as delivered when the system has taken it:
 * syslog has no receipts, so what was on its way when the connection broke is lost, and what was handed over in part is sent once more.
 */
export class StreamCarrier implements Carrier<Buffer> {
  readonly #open: OpenConnection;
  readonly #frame: Frame;
  readonly #clock: Clock;
  #socket: Socket | null = null;
  #broken: Error | null = null;

  constructor(open: OpenConnection, frame: Frame, clock: Clock) {
    this.#open = open;
    this.#frame = frame;
    this.#clock = clock;
  }

  async deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<void> {
    const socket = this.#socket ?? (await this.#connect(signal));
    const frames = Buffer.concat(messages.map((message) => this.#frame(message)));
    try {
      await within(
        this.#clock,
        SEND_MS,
        written(socket, frames, () => this.#broken),
      );
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What the system has taken is still sent. */
  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    if (socket.writableLength > 0) socket.destroy();
    else socket.destroySoon();
  }

  async #connect(signal: AbortSignal): Promise<Socket> {
    const { socket, established } = this.#open();
    try {
      await within(this.#clock, CONNECT_MS, once(socket, established, { signal }));
    } catch (error) {
      socket.on('error', () => undefined).destroy();
      throw error;
    }
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#broken = null;
    const broke = (error: Error): void => {
      this.#broken = error;
      if (this.#socket === socket) this.#socket = null;
      socket.destroy();
    };
    socket.on('error', broke);
    // Receivers say nothing; that one hangs up has to be read all the same.
    socket.on('end', () => broke(new Error('the receiver closed the connection'))).resume();
    socket.on('close', () => broke(this.#broken ?? new Error('the connection was closed')));
    this.#socket = socket;
    return socket;
  }
}

/** Resolves when the system has taken the bytes. */
function written(socket: Socket, bytes: Buffer, broken: () => Error | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(broken() ?? new Error('the connection was closed'));
    socket.once('close', failed);
    socket.write(bytes, (error) => {
      socket.off('close', failed);
      if (error) reject(error);
      else resolve();
    });
  });
}
