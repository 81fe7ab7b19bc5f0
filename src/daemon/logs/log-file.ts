import { closeSync, constants, fstatSync, openSync, realpathSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { errnoOf, isSpecialPath, makeDirectory, type RawFile } from '#core';
import { readBack } from './read-back.js';

const NEWLINE = 0x0a;
const FILE_MODE = 0o640;
const DIR_MODE = 0o750;
/** Non-blocking matters for FIFOs and terminals only: regular files ignore it (open(2)). */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOCTTY;
const STANDARD_FDS: Readonly<Record<string, number>> = { '/dev/stdout': 1, '/dev/stderr': 2 };

/** An open log target: a regular file, or a device, a terminal or a FIFO, which are only written to. */
export class LogFile implements RawFile {
  readonly #path: string;
  readonly fd: number;
  readonly #device: number;
  readonly #inode: number;
  readonly #closing: (() => void)[] = [];
  /** `null` = to be read from the file. */
  #midLine: boolean | null = false;
  /** The path without symbolic links, where rotated files lie beside it; `null` when it is not to be rotated. */
  readonly realPath: string | null;
  /** Bytes in the file; of no meaning for other targets. */
  size: number;
  /** Why the last {@link append} stopped short; `null` when it did not, or the target only asks for patience (EAGAIN). */
  failure: Error | null = null;

  private constructor(path: string, fd: number) {
    this.#path = path;
    this.fd = fd;
    const found = fstatSync(fd);
    this.#device = found.dev;
    this.#inode = found.ino;
    this.size = found.size;
    this.realPath = found.isFile() && !isSpecialPath(path) ? realpathSync(path) : null;
    if (found.isFile() && found.size > 0) this.#midLine = endsInsideLine(path, found.size);
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

  /** Whether the last byte stored is not a line end. */
  get midLine(): boolean {
    this.#midLine ??= this.size > 0 && endsInsideLine(this.#reopened, this.size);
    return this.#midLine;
  }

  /** Somebody else than {@link append} has put bytes there, up to `end`. */
  movedTo(end: number): void {
    this.size = end;
    this.#midLine = null;
  }

  readBack(end: number, bytes: number): Buffer {
    return readBack(this.#reopened, end, bytes);
  }

  beforeClose(listener: () => void): void {
    this.#closing.push(listener);
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
      this.#midLine = chunk[at - 1] !== NEWLINE;
    }
    return at;
  }

  /** Whether the path still names this file; takes over a size that was changed from outside. */
  isCurrent(): boolean {
    try {
      const named = statSync(this.#path, { throwIfNoEntry: false });
      if (named === undefined || named.ino !== this.#inode || named.dev !== this.#device) return false;
      if (this.size !== named.size) this.movedTo(named.size);
    } catch {
      // A parent that may not be searched any more: the open descriptor still works, a new one would not.
    }
    return true;
  }

  close(): void {
    for (const listener of this.#closing.splice(0)) listener();
    release(this.fd);
  }

  /** Names this very file, whatever its name means by now: Linux, where alone bytes are moved (proc_pid_fd(5)). */
  get #reopened(): string {
    return `/proc/self/fd/${this.fd}`;
  }

  #write(chunk: Buffer, at: number, to: number): number {
    try {
      const written = writeSync(this.fd, chunk, at, to - at);
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

/** `false` where it cannot be read: nothing but the look of a notice depends on the answer. */
function endsInsideLine(path: string, size: number): boolean {
  const last = readBack(path, size, 1);
  return last.length === 1 && last[0] !== NEWLINE;
}
