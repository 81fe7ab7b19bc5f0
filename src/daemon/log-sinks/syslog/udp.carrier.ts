import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { type Clock, errnoOf, within } from '#core';
import { DeliveryRefused } from '#plugin';
import type { Carrier } from '../delivery/courier.js';

const CONNECT_MS = 10_000;

/** A message in each datagram (RFC 5426). The address is looked up anew after an error. */
export class UdpCarrier implements Carrier<Buffer> {
  readonly #host: string;
  readonly #port: number;
  readonly #clock: Clock;
  #socket: Socket | null = null;

  constructor(host: string, port: number, clock: Clock) {
    this.#host = host;
    this.#port = port;
    this.#clock = clock;
  }

  async deliver(messages: readonly Buffer[]): Promise<void> {
    this.#socket ??= await within(this.#clock, CONNECT_MS, connected(this.#host, this.#port));
    try {
      for (const message of messages) await sent(this.#socket, message);
    } catch (error) {
      if (errnoOf(error) === 'EMSGSIZE') throw new DeliveryRefused('a message is too large for a datagram: lower max_message_size');
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#socket?.close();
    this.#socket = null;
  }
}

async function connected(host: string, port: number): Promise<Socket> {
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  // That nobody listens is told by the datagram after (ICMP, udp(7)); its callback has it too.
  socket.on('error', () => undefined);
  const done = once(socket, 'connect');
  socket.connect(port, address);
  await done;
  return socket;
}

function sent(socket: Socket, message: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, (error) => (error ? reject(error) : resolve()));
  });
}
