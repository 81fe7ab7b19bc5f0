import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { errnoOf, makeDirectory } from '#core';

const NEWLINE = 0x0a;
const FILE_MODE = 0o640;
const DIR_MODE = 0o750;
/** Non-blocking matters for FIFOs and terminals only: regular files ignore it (open(2)). */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOCTTY;
const STANDARD_FDS: Readonly<Record<string, number>> = { '/dev/stdout': 1, '/dev/stderr': 2 };

/** An open log target: a regular file, or a device, a terminal or a FIFO, which are only written to. */
export class LogFile {
  readonly #path: string;
  readonly #fd: number;
  readonly #device: number;
  readonly #inode: number;
  /** The path without symbolic links, where rotated files lie beside it; `null` when it is not to be rotated. */
  readonly realPath: string | null;
  /** Bytes in the file; of no meaning for other targets. */
  size: number;
  /** Whether the last byte stored is not a line end. */
  midLine = false;
  /** Why the last {@link append} stopped short; `null` when it did not, or the target only asks for patience (EAGAIN). */
  failure: Error | null = null;

  private constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
    const found = fstatSync(fd);
    this.#device = found.dev;
    this.#inode = found.ino;
    this.size = found.size;
    this.realPath = found.isFile() && !/^\/(dev|proc)\//.test(path) ? realpathSync(path) : null;
    this.midLine = found.isFile() && found.size > 0 && endsInsideLine(path, found.size);
  }

  /**
   * Opens for appending; makes the file (0640) and missing parents (0750).
   * @throws the system error
   */
  static open(path: string): LogFile {
    const fd = openTarget(path);
    try {
      return new LogFile(path, fd);
    } catch (error) {
      release(fd);
      throw error;
    }
  }

  /**
   * Stores `chunk` from `from` to `to`; returns how far it came, see {@link failure} for why.
   * Goes on after short writes and signals.
   */
  append(chunk: Buffer, from: number, to: number): number {
    this.failure = null;
    let at = from;
    try {
      while (at < to) at += this.#write(chunk, at, to);
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN') this.failure = error as Error;
    }
    if (at > from) {
      this.size += at - from;
      this.midLine = chunk[at - 1] !== NEWLINE;
    }
    return at;
  }

  /** Whether the path still names this file; takes over a size that was changed from outside. */
  isCurrent(): boolean {
    try {
      const named = statSync(this.#path, { throwIfNoEntry: false });
      if (named === undefined || named.ino !== this.#inode || named.dev !== this.#device) return false;
      this.size = named.size;
    } catch {
      // A parent that may not be searched any more: the open descriptor still works, a new one would not.
    }
    return true;
  }

  close(): void {
    release(this.#fd);
  }

  #write(chunk: Buffer, at: number, to: number): number {
    try {
      const written = writeSync(this.#fd, chunk, at, to - at);
      if (written === 0) throw new Error('the target takes no bytes');
      return written;
    } catch (error) {
      if (errnoOf(error) === 'EINTR') return 0;
      throw error;
    }
  }
}

function openTarget(path: string): number {
  const standard = STANDARD_FDS[path];
  if (standard !== undefined) return openStandard(path, standard);
  try {
    return openSync(path, FLAGS, FILE_MODE);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    makeDirectory(dirname(path), DIR_MODE);
    return openSync(path, FLAGS, FILE_MODE);
  }
}

/**
 * Pipes and terminals are opened anew, so that O_NONBLOCK stays ours. Files are not: others write there through the same
 * descriptor and its position. Sockets and pipes of other users cannot be (ENXIO, EACCES).
 */
function openStandard(path: string, fd: number): number {
  if (fstatSync(fd).isFile()) return fd;
  try {
    return openSync(path, FLAGS);
  } catch {
    return fd;
  }
}

function release(fd: number): void {
  if (fd <= 2) return;
  try {
    closeSync(fd);
  } catch {
    // close(2) reports late write errors of network file systems; the bytes are beyond our reach by then.
  }
}

/** Write-only descriptors cannot be read, hence one more. */
function endsInsideLine(path: string, size: number): boolean {
  let fd = -1;
  try {
    fd = openSync(path, 'r');
    const byte = Buffer.alloc(1);
    return readSync(fd, byte, 0, 1, size - 1) === 1 && byte[0] !== NEWLINE;
  } catch {
    // A file that we may write but not read: nothing but the look of a notice depends on the answer.
    return false;
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}
