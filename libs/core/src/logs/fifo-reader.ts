import { closeSync } from 'node:fs';
import { Socket } from 'node:net';

import type { Clock, Timer } from '../clock.js';
import { messageOf } from '../errors.js';
import { openReadEnd } from './fifo.js';
import type { FifoConsumer, OpenStreamReader, StreamReader } from './stream-reader.js';

/** Bytes taken out of a FIFO at once. */
const READ_BYTES = 64 * 1024;
const RETRY_MS = 1000;

/**
 * One buffer for all streams: libuv asks for memory and delivers back to back, and a consumer is done before it returns.
 * So nothing is ever held between read(2) and the consumer (docs/adr/0006).
 */
const shared = Buffer.allocUnsafeSlow(READ_BYTES);

/** Reads one FIFO as a `net.Socket`. */
export class FifoReader implements StreamReader {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #consumer: FifoConsumer;
  #socket: Socket | null = null;
  /** Opened for a run that began before the end of the one before had been learnt of: without it, what that run writes might be gone. */
  #next: number | null = null;
  #retry: Timer | null = null;
  #isPaused = false;
  #isClosed = false;

  constructor(path: string, clock: Clock, consumer: FifoConsumer) {
    this.#path = path;
    this.#clock = clock;
    this.#consumer = consumer;
  }

  get isAttached(): boolean {
    return this.#socket !== null || this.#retry !== null;
  }

  attach(): void {
    if (this.#isClosed || this.#next !== null || this.#retry !== null) return;
    const fd = openReadEnd(this.#path);
    if (this.#socket === null) this.#read(fd);
    else this.#next = fd;
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#socket?.resume();
  }

  close(): void {
    this.#isClosed = true;
    this.#retry?.disarm();
    this.#retry = null;
    if (this.#next !== null) closeSync(this.#next);
    this.#next = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
    this.#consumer.ended();
  }

  #read(fd: number): void {
    let socket: Socket;
    const callback = (bytes: number): boolean => this.#consumer.deliver(shared.subarray(0, bytes));
    try {
      socket = new Socket({ fd, readable: true, writable: false, onread: { buffer: shared, callback } });
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    this.#socket = socket;
    socket.on('error', (error) => this.#consumer.problem(`reading ${this.#path}: ${messageOf(error)}`));
    socket.on('close', (isFailure) => this.#closed(socket, isFailure));
    if (this.#isPaused) socket.pause();
    else socket.resume();
  }

  #closed(socket: Socket, isFailure: boolean): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.#read(next);
    else if (isFailure) this.#retryLater();
    else this.#consumer.ended();
  }

  #retryLater(): void {
    this.#retry = this.#clock.arm(RETRY_MS, () => {
      this.#retry = null;
      try {
        this.attach();
        this.#consumer.problem(null);
      } catch (error) {
        this.#consumer.problem(`opening ${this.#path}: ${messageOf(error)}`);
        this.#retryLater();
      }
    });
  }
}

/** The reader that works everywhere. */
export const openFifoReader: OpenStreamReader = (path, clock, consumer) => new FifoReader(path, clock, consumer);
