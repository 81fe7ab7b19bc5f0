import { constants } from 'node:os';
import type { NativeLibrary } from '../library/load-library.js';
import { systemError } from '../library/system-error.js';

/** memfd_create(2), fcntl(2) */
const MFD_CLOEXEC = 1;
const F_DUPFD_CLOEXEC = 1030;

/** What the kernel does with a signal when the program has no handler for it: SIG_DFL and SIG_IGN, the same on every Linux. */
const DISPOSITIONS = { default: 0, ignore: 1 } as const;
const SIG_ERR = -1;

export type Disposition = keyof typeof DISPOSITIONS;

/** A program with everything that execve(2) needs. */
export interface ExecImage {
  /** Of the executable, absolute. */
  readonly path: string;
  /** Beginning with the name it shall see itself by. */
  readonly argv: readonly string[];
  /** `NAME=value` */
  readonly environment: readonly string[];
}

export interface ReexecCalls {
  /** A file without a name, close-on-exec. @throws the system error */
  memoryFile(name: string): number;
  /** A copy with a number above 2, close-on-exec. @throws the system error */
  duplicate(fd: number): number;
  /** Takes the handler of a signal away without the knowledge of Node, which goes on to hear of those that came before. @throws the system error */
  dispose(signal: NodeJS.Signals, disposition: Disposition): void;
  /**
   * Replaces this program, and with it all its threads, by another one in the same PID. What is not marked close-on-exec stays open,
   * children stay children, also those that have ended and were not waited for.
   * @throws the system error; otherwise it does not come back
   */
  execute(image: ExecImage): never;
}

/** Binds execve(2) and what goes with it. Node has an execve of its own only since 22.15. */
export function bindReexecCalls({ koffi, symbols }: NativeLibrary): ReexecCalls {
  const execve = symbols.func('int execve(const char *path, const char **argv, const char **environment)');
  const memfdCreate = symbols.func('int memfd_create(const char *name, unsigned int flags)');
  const fcntl = symbols.func('int fcntl(int fd, int command, int argument)');
  const signal = symbols.func('intptr_t signal(int number, intptr_t handler)');
  const checked = (result: number, call: string): number => {
    if (result < 0) throw systemError(koffi.errno(), call);
    return result;
  };
  return {
    memoryFile: (name) => checked(memfdCreate(name, MFD_CLOEXEC) as number, 'memfd_create'),
    duplicate: (fd) => checked(fcntl(fd, F_DUPFD_CLOEXEC, 3) as number, 'fcntl'),
    dispose: (name, disposition) => {
      if (signal(constants.signals[name], DISPOSITIONS[disposition]) === SIG_ERR) throw systemError(koffi.errno(), 'signal');
    },
    execute: ({ path, argv, environment }) => {
      execve(path, [...argv, null], [...environment, null]);
      throw systemError(koffi.errno(), 'execve', path);
    },
  };
}
