import { closeSync } from 'node:fs';
import { type Clock, errnoOf, pause } from '#core';
import { bindSocketCalls, loadLibrary, type SocketCalls } from '#native';
import { DeliveryRefused } from '#plugin';
import type { Carrier } from '../delivery/courier.js';

/** A receiver with a full queue is asked again after this. */
const PATIENCE_MS = 2;

/** A message in each datagram to a unix socket, as syslog(3) does it. */
export class UnixDatagramCarrier implements Carrier<Buffer> {
  readonly #path: string;
  readonly #calls: SocketCalls;
  readonly #clock: Clock;
  #fd: number | null = null;

  constructor(path: string, calls: SocketCalls, clock: Clock) {
    this.#path = path;
    this.#calls = calls;
    this.#clock = clock;
  }

  async deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<void> {
    this.#fd ??= this.#calls.connectDatagrams(this.#path);
    for (const message of messages) await this.#send(this.#fd, message, signal);
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  async #send(fd: number, message: Buffer, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        this.#calls.sendNow(fd, message);
        return;
      } catch (error) {
        const code = errnoOf(error);
        if (code === 'EMSGSIZE') throw new DeliveryRefused('a message is too large for the socket: lower max_message_size');
        if ((code !== 'EAGAIN' && code !== 'ENOBUFS') || signal.aborted) {
          this.close();
          throw error;
        }
      }
      await pause(this.#clock, PATIENCE_MS);
    }
  }
}

/**
 * A unix socket of whichever kind: one of streams is tried first, and where there are datagrams (EPROTOTYPE, unix(7)) they are used. Node has none of
 * these, so that takes koffi.
 */
export class UnixCarrier implements Carrier<Buffer> {
  readonly #path: string;
  readonly #stream: Carrier<Buffer>;
  readonly #clock: Clock;
  #datagrams: UnixDatagramCarrier | null = null;

  /** @param stream to the same path */
  constructor(path: string, stream: Carrier<Buffer>, clock: Clock) {
    this.#path = path;
    this.#stream = stream;
    this.#clock = clock;
  }

  async deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<void> {
    if (this.#datagrams === null) {
      try {
        return await this.#stream.deliver(messages, signal);
      } catch (error) {
        if (errnoOf(error) !== 'EPROTOTYPE') throw error;
        this.#datagrams = this.#datagramCarrier();
      }
    }
    try {
      await this.#datagrams.deliver(messages, signal);
    } catch (error) {
      // The next receiver at this path may be of the other kind.
      this.#datagrams.close();
      this.#datagrams = null;
      throw error;
    }
  }

  close(): void {
    this.#stream.close();
    this.#datagrams?.close();
  }

  #datagramCarrier(): UnixDatagramCarrier {
    const library = loadLibrary();
    if ('symbols' in library) return new UnixDatagramCarrier(this.#path, bindSocketCalls(library), this.#clock);
    throw new Error(`${this.#path} is a socket of datagrams, which Node.js cannot send to, and ${library.reason}; use udp or tcp`);
  }
}
