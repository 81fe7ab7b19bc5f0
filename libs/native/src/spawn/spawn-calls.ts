import type { NativeLibrary } from '../library/load-library.js';

/** spawn.h; the same in glibc and musl. */
const POSIX_SPAWN_SETSIGDEF = 0x04;
const POSIX_SPAWN_SETSIGMASK = 0x08;
const POSIX_SPAWN_SETSID = 0x80;
/** fcntl(2) */
const F_DUPFD_CLOEXEC = 1030;

/** More than any C library needs: posix_spawnattr_t has 336 bytes, posix_spawn_file_actions_t 80, sigset_t 128. */
const OPAQUE_BYTES = 512;

/** What is executed, complete. */
export interface SpawnArguments {
  readonly file: string;
  readonly argv: readonly string[];
  /** `NAME=value` */
  readonly environment: readonly string[];
  readonly workDir: string | null;
  readonly stdio: readonly [number, number, number];
}

export interface SpawnCalls {
  /** @returns the PID, or the negative errno that posix_spawn(3) or one of its preparations answered with */
  spawn(what: SpawnArguments): number;
  /** A copy with a number above 2, close-on-exec. @returns -1 with errno set */
  duplicate(fd: number): number;
  errno(): number;
}

/**
 * Binds posix_spawn(3): a new session, default dispositions for all signals, an empty mask, and no descriptors but 0, 1 and 2.
 * @throws when the C library lacks `posix_spawn_file_actions_addchdir_np` (before glibc 2.29, musl 1.1.24)
 */
export function bindSpawnCalls({ koffi, symbols }: NativeLibrary): SpawnCalls {
  const spawn = symbols.func(
    'int posix_spawn(_Out_ int *pid, const char *path, void *actions, void *attributes, const char **argv, const char **environment)',
  );
  const fcntl = symbols.func('int fcntl(int fd, int command, int argument)');
  const actions = bindFileActions({ koffi, symbols });
  const attributes = childAttributes({ koffi, symbols });
  return {
    spawn: ({ file, argv, environment, workDir, stdio }) =>
      actions.use(stdio, workDir, (prepared) => {
        const pid = [0];
        const errno = spawn(pid, file, prepared, attributes, [...argv, null], [...environment, null]) as number;
        return errno === 0 ? pid[0]! : -errno;
      }),
    duplicate: (fd) => fcntl(fd, F_DUPFD_CLOEXEC, 3) as number,
    errno: () => koffi.errno(),
  };
}

/** The attributes are the same for every child: made once, never destroyed. */
function childAttributes({ symbols }: NativeLibrary): Buffer {
  const attributes = Buffer.alloc(OPAQUE_BYTES);
  const signals = Buffer.alloc(OPAQUE_BYTES);
  symbols.func('int posix_spawnattr_init(void *attributes)')(attributes);
  symbols.func('int posix_spawnattr_setflags(void *attributes, short flags)')(
    attributes,
    POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK,
  );
  // By hand: sigfillset(3) leaves out the two signals that glibc keeps for itself, and these the child would then ignore.
  signals.fill(0xff);
  symbols.func('int posix_spawnattr_setsigdefault(void *attributes, void *set)')(attributes, signals);
  symbols.func('int sigemptyset(void *set)')(signals);
  symbols.func('int posix_spawnattr_setsigmask(void *attributes, void *set)')(attributes, signals);
  return attributes;
}

interface FileActions {
  use(stdio: SpawnArguments['stdio'], workDir: string | null, work: (actions: Buffer) => number): number;
}

function bindFileActions({ symbols }: NativeLibrary): FileActions {
  const init = symbols.func('int posix_spawn_file_actions_init(void *actions)');
  const destroy = symbols.func('int posix_spawn_file_actions_destroy(void *actions)');
  const duplicate = symbols.func('int posix_spawn_file_actions_adddup2(void *actions, int from, int to)');
  const changeDirectory = symbols.func('int posix_spawn_file_actions_addchdir_np(void *actions, const char *path)');
  const closeFrom = optionalCall(() => symbols.func('int posix_spawn_file_actions_addclosefrom_np(void *actions, int first)'));
  const buffer = Buffer.alloc(OPAQUE_BYTES);
  return {
    use(stdio, workDir, work) {
      init(buffer);
      try {
        const results = stdio.map((fd, target) => duplicate(buffer, fd, target) as number);
        if (workDir !== null) results.push(changeDirectory(buffer, workDir) as number);
        if (closeFrom) results.push(closeFrom(buffer, 3) as number);
        const errno = results.find((result) => result !== 0);
        return errno === undefined ? work(buffer) : -errno;
      } finally {
        destroy(buffer);
      }
    },
  };
}

/** Since glibc 2.34, not in musl. Without it descriptors rely on their close-on-exec flags alone, which Node sets on all it opens. */
function optionalCall<T>(bind: () => T): T | null {
  try {
    return bind();
  } catch {
    return null;
  }
}
