import { closeSync, constants, fstatSync, openSync, read } from 'node:fs';

/** A log file open for reading. Stays readable, and the same file, whatever happens to its name. */
export class LogHandle {
  readonly #fd: number;
  readonly inode: number;
  #isClosed = false;

  private constructor(fd: number) {
    this.#fd = fd;
    this.inode = fstatSync(fd).ino;
  }

  /** Opens synchronously: between a name and its file no rotation may come. @throws the system error */
  static open(path: string): LogHandle {
    return new LogHandle(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  }

  /** Bytes and last change now. */
  stat(): { readonly size: number; readonly mtimeMs: number } {
    return fstatSync(this.#fd);
  }

  /** Reads at `offset`; resolves to the number of bytes, 0 at the end. */
  read(buffer: Buffer, offset: number): Promise<number> {
    return new Promise((resolve, reject) => {
      read(this.#fd, buffer, 0, buffer.length, offset, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
    });
  }

  /** Closing twice is harmless. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#fd);
  }
}
