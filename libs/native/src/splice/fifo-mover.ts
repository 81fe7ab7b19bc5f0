import { constants, readSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import type { RawMove, RawOffer } from '#core';
import type { NativeLibrary } from '../library/load-library.js';
import { systemError } from '../library/system-error.js';
import { bindSpliceCalls, type SpliceCalls } from './splice-calls.js';

/** As much as a pipe holds unless it was made larger (pipe(7)). */
export const PEEK_BYTES = 64 * 1024;
/** The size a FIFO gets when its writer fills it; without privileges the most there is (/proc/sys/fs/pipe-max-size). */
const LARGE_PIPE_BYTES = 1024 * 1024;
/** Pages in pipes count against their user (/proc/sys/fs/pipe-user-pages-soft: 64 MiB), whose other pipes shall not become tiny. */
const MOST_LARGE_PIPES = 32;
const { EAGAIN, EINTR } = osConstants.errno;

/** Nothing waits in the FIFO; or nothing does, and nobody is left who could write. */
export type NothingMoved = 'empty' | 'ended';

/** Moves bytes from FIFOs to the ends of files inside the kernel. One for all streams. */
export class FifoMover {
  readonly #calls: SpliceCalls;
  readonly #peekPipe: readonly [number, number];
  readonly #peeked = Buffer.allocUnsafeSlow(PEEK_BYTES);
  #largePipes = 0;

  /** @throws the system error of pipe2(2) */
  constructor(library: NativeLibrary) {
    this.#calls = bindSpliceCalls(library);
    this.#peekPipe = this.#calls.pipe();
  }

  /** Moves at most `most` bytes, and no more than the offer says. Answers with the error when the file does not take them. */
  move(fifo: number, offer: RawOffer, most: number): RawMove | NothingMoved | Error {
    let bytes = Math.min(offer.bytes, most);
    if (offer.cut !== undefined) {
      const peeked = this.#peek(fifo, bytes);
      if (!Buffer.isBuffer(peeked)) return peeked;
      bytes = offer.cut(peeked);
    }
    // splice(2) refuses what is open for appending: EINVAL.
    if (this.#calls.setFlags(offer.file.fd, constants.O_NONBLOCK) < 0) return this.#error('fcntl');
    const moved = this.#splice(fifo, offer, bytes);
    this.#calls.setFlags(offer.file.fd, constants.O_NONBLOCK | constants.O_APPEND);
    return moved;
  }

  /** Makes the pipe larger if there is leave to. @returns whether {@link releaseLarge} is owed */
  makeLarge(fifo: number): boolean {
    if (this.#largePipes >= MOST_LARGE_PIPES || this.#calls.setPipeSize(fifo, LARGE_PIPE_BYTES) < 0) return false;
    this.#largePipes += 1;
    return true;
  }

  /** The pipe is gone, and with it the pages it may take. */
  releaseLarge(): void {
    this.#largePipes -= 1;
  }

  #splice(fifo: number, { file }: RawOffer, bytes: number): RawMove | NothingMoved | Error {
    // Its end as it is now: others may have cut it, or added to it.
    const from = this.#calls.seekEnd(file.fd);
    if (from < 0) return this.#error('lseek');
    const moved = this.#calls.splice(fifo, file.fd, bytes);
    return moved > 0 ? { file, bytes: moved, end: from + moved } : this.#nothing(moved, 'splice');
  }

  /** What the FIFO begins with, left where it is: a manager killed now has lost nothing. */
  #peek(fifo: number, bytes: number): Buffer | NothingMoved | Error {
    const [readEnd, writeEnd] = this.#peekPipe;
    const count = this.#calls.tee(fifo, writeEnd, Math.min(bytes, PEEK_BYTES));
    if (count <= 0) return this.#nothing(count, 'tee');
    let at = 0;
    while (at < count) at += readSync(readEnd, this.#peeked, at, count - at, null);
    return this.#peeked.subarray(0, count);
  }

  #nothing(result: number, call: string): NothingMoved | Error {
    if (result === 0) return 'ended';
    const errno = this.#calls.errno();
    return errno === EAGAIN || errno === EINTR ? 'empty' : systemError(errno, call);
  }

  #error(call: string): Error {
    return systemError(this.#calls.errno(), call);
  }
}
