import { fstatSync } from 'node:fs';
import { errnoOf } from '#core';
import { bindSocketCalls, loadLibrary, type SocketCalls } from '#native';
import { LogFile } from '../../logs/index.js';

/** What takes bytes without ever making the daemon wait. */
export interface Output {
  /** So much is taken as a whole or not at all; of more a part may be. */
  readonly wholeBytes: number;
  /** @returns how far it came; {@link failure} says why it stopped short */
  append(chunk: Buffer, from: number, to: number): number;
  /** `null` after a stop short: it takes nothing at the moment. */
  readonly failure: Error | null;
  close(): void;
}

/** PIPE_BUF (pipe(7)): what is not longer goes into a pipe as a whole. */
const PIPE_BUF = 4096;
const LARGE = 64 * 1024;

/**
 * The standard output of the daemon. Pipes and terminals are opened anew and do not block, sockets are sent to without waiting; only where
 * neither can be had (a pipe of another user, a socket without koffi) does a stuck reader hold up the daemon.
 */
export function openStandardOutput(): Output {
  const found = fstatSync(1);
  const library = found.isSocket() ? loadLibrary() : null;
  if (library !== null && 'symbols' in library) return new SocketOutput(bindSocketCalls(library), 1);
  const file = LogFile.open('/dev/stdout');
  const wholeBytes = found.isFIFO() ? PIPE_BUF : LARGE;
  return Object.assign(file, { wholeBytes });
}

/** A connected socket. */
export class SocketOutput implements Output {
  readonly wholeBytes = LARGE;
  failure: Error | null = null;

  readonly #calls: SocketCalls;
  readonly #fd: number;

  constructor(calls: SocketCalls, fd: number) {
    this.#calls = calls;
    this.#fd = fd;
  }

  append(chunk: Buffer, from: number, to: number): number {
    this.failure = null;
    let at = from;
    try {
      while (at < to) at += this.#calls.sendNow(this.#fd, chunk.subarray(at, to));
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN') this.failure = error as Error;
    }
    return at;
  }

  close(): void {
    // The descriptor is the daemon's.
  }
}
