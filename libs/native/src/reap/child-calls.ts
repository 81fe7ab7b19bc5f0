import type { NativeLibrary } from '../library/load-library.js';

/** The same number on every architecture (syscalls(2)); musl has no wrapper for it. */
const SYS_PIDFD_OPEN = 434;
const WNOHANG = 1;

/** What `waitpid` left: `pid` 0 = has not ended, -1 = no child of this process, or collected. */
export interface Waited {
  readonly pid: number;
  /** As wait(2) encodes it. */
  readonly status: number;
}

export interface ChildCalls {
  /** pidfd_open(2). Close-on-exec. @returns a negative errno: ENOSYS before Linux 5.3, ESRCH when there is no such process */
  openPidfd(pid: number): number;
  /** waitpid(2) for this child alone, without waiting: all others belong to whoever made them. */
  collect(pid: number): Waited;
}

/** Binds the calls that watch and collect children. @throws when a symbol is missing */
export function bindChildCalls({ koffi, symbols }: NativeLibrary): ChildCalls {
  const syscall = symbols.func('long syscall(long number, long pid, long flags)');
  const waitpid = symbols.func('int waitpid(int pid, void *status, int options)');
  const status = Buffer.alloc(4);
  return {
    openPidfd: (pid) => {
      const fd = Number(syscall(SYS_PIDFD_OPEN, pid, 0));
      return fd < 0 ? -koffi.errno() : fd;
    },
    collect: (pid) => ({ pid: waitpid(pid, status, WNOHANG) as number, status: status.readInt32LE(0) }),
  };
}
