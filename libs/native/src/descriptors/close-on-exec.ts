import type { NativeLibrary } from '../library/load-library.js';
import { systemError } from '../library/system-error.js';

/** fcntl(2), numbers as on Linux for every architecture. */
const F_GETFD = 1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;

/**
 * Decides whether a descriptor is closed by execve(2): whether programs that are started, and this one when it executes another
 * program in its place, get it.
 * @throws the system error, e.g. EBADF
 */
export function setCloseOnExec({ koffi, symbols }: NativeLibrary, fd: number, closes: boolean): void {
  const fcntl = symbols.func('int fcntl(int fd, int cmd, ...)');
  const flags = fcntl(fd, F_GETFD, 'int', 0) as number;
  const wanted = closes ? flags | FD_CLOEXEC : flags & ~FD_CLOEXEC;
  if (flags < 0 || (fcntl(fd, F_SETFD, 'int', wanted) as number) < 0) throw systemError(koffi.errno(), 'fcntl');
}
