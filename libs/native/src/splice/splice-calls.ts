import type { NativeLibrary } from '../library/load-library.js';
import { systemError } from '../library/system-error.js';

const O_CLOEXEC = 0o2_000_000;
const O_NONBLOCK = 0o4000;
const F_SETFL = 4;
const F_SETPIPE_SZ = 1031;
const SEEK_END = 2;
const SPLICE_F_MOVE = 1;
const SPLICE_F_NONBLOCK = 2;

/** What moving takes: splice(2), tee(2), fcntl(2), lseek(2), pipe2(2). Numbers below 0 mean that errno is set. */
export interface SpliceCalls {
  /** From a FIFO to the position of a file. Never waits for the FIFO. @returns bytes moved, 0 when no writer is left */
  splice(fifo: number, file: number, bytes: number): number;
  /** Doubles what a FIFO begins with into another pipe. Never waits. @returns bytes, 0 when no writer is left */
  tee(fifo: number, pipe: number, bytes: number): number;
  /** Sets the position to the end of the file. @returns it */
  seekEnd(file: number): number;
  /** Replaces O_APPEND, O_NONBLOCK and the like. */
  setFlags(fd: number, flags: number): number;
  /** Asks for a pipe buffer of this size. @returns the size it has now */
  setPipeSize(fifo: number, bytes: number): number;
  /** Read and write end of a new pipe. @throws the system error */
  pipe(): readonly [number, number];
  errno(): number;
}

/** @throws when a symbol is missing */
export function bindSpliceCalls({ koffi, symbols }: NativeLibrary): SpliceCalls {
  const splice = symbols.func('int64_t splice(int in, void *inAt, int out, void *outAt, size_t bytes, unsigned int flags)');
  const tee = symbols.func('int64_t tee(int in, int out, size_t bytes, unsigned int flags)');
  const seek = symbols.func('int64_t lseek(int fd, int64_t offset, int whence)');
  const control = symbols.func('int fcntl(int fd, int command, int argument)');
  const pipe = symbols.func('int pipe2(void *ends, int flags)');
  const errno = (): number => koffi.errno();
  return {
    splice: (fifo, file, bytes) => splice(fifo, null, file, null, bytes, SPLICE_F_MOVE | SPLICE_F_NONBLOCK) as number,
    tee: (fifo, out, bytes) => tee(fifo, out, bytes, SPLICE_F_NONBLOCK) as number,
    seekEnd: (file) => seek(file, 0, SEEK_END) as number,
    setFlags: (fd, flags) => control(fd, F_SETFL, flags) as number,
    setPipeSize: (fifo, bytes) => control(fifo, F_SETPIPE_SZ, bytes) as number,
    pipe: () => {
      const ends = Buffer.alloc(8);
      if (pipe(ends, O_CLOEXEC | O_NONBLOCK) !== 0) throw systemError(errno(), 'pipe2');
      return [ends.readInt32LE(0), ends.readInt32LE(4)];
    },
    errno,
  };
}
