import type { NativeLibrary } from '../library/load-library.js';

/** `UV_POLL` of `uv_handle_type`, and `UV_READABLE` of `uv_poll_event` (uv.h; part of libuv's stable interface). */
const UV_POLL = 8;
const UV_READABLE = 1;
const EPOLL_CLOEXEC = 0o2_000_000;

/** One entry of `struct epoll_event`: packed on x86-64, aligned elsewhere (epoll_ctl(2)). */
const PACKED = process.arch === 'x64' || process.arch === 'ia32';
export const EVENT_BYTES = PACKED ? 12 : 16;
export const DATA_OFFSET = PACKED ? 4 : 8;

/** A handle in libuv's own memory layout; kept referenced as long as the loop may touch it. */
export interface LoopPoll {
  ref(): void;
  unref(): void;
}

export interface PollCalls {
  epollCreate(): number;
  /** @returns 0, or -1 with errno set */
  epollControl(set: number, operation: number, fd: number, events: number): number;
  /** Fills `into` with {@link EVENT_BYTES} an entry. Never waits. @returns the number of entries, or -1 */
  epollTake(set: number, into: Buffer): number;
  /** Calls `ready` from the event loop whenever the descriptor is readable. Not inside a callback scope of Node: defer. */
  pollInLoop(fd: number, ready: () => void): LoopPoll;
  errno(): number;
}

/** Binds epoll(7) and uv_poll(3). @throws when a symbol is missing */
export function bindPollCalls({ koffi, symbols }: NativeLibrary): PollCalls {
  const create = symbols.func('int epoll_create1(int flags)');
  const control = symbols.func('int epoll_ctl(int epfd, int op, int fd, void *event)');
  const wait = symbols.func('int epoll_wait(int epfd, void *events, int max, int timeout)');
  const defaultLoop = symbols.func('void *uv_default_loop()');
  const handleSize = symbols.func('size_t uv_handle_size(int type)');
  const init = symbols.func('int uv_poll_init(void *loop, void *handle, int fd)');
  const ready = koffi.pointer(koffi.proto('void (void *handle, int status, int events)'));
  const start = symbols.func('uv_poll_start', 'int', ['void *', 'int', ready]);
  const ref = symbols.func('void uv_ref(void *handle)');
  const unref = symbols.func('void uv_unref(void *handle)');
  const event = Buffer.alloc(EVENT_BYTES);

  return {
    epollCreate: () => create(EPOLL_CLOEXEC) as number,
    epollControl: (set, operation, fd, events) => {
      event.writeUInt32LE(events, 0);
      event.writeBigUInt64LE(BigInt(fd), DATA_OFFSET);
      return control(set, operation, fd, event) as number;
    },
    epollTake: (set, into) => wait(set, into, Math.floor(into.length / EVENT_BYTES), 0) as number,
    pollInLoop: (fd, listener) => {
      const handle: unknown = koffi.alloc('uint8_t', Number(handleSize(UV_POLL)));
      if (init(defaultLoop(), handle, fd) !== 0) throw new Error(`uv_poll_init failed for descriptor ${fd}`);
      const callback = koffi.register(listener, ready);
      if (start(handle, UV_READABLE, callback) !== 0) throw new Error(`uv_poll_start failed for descriptor ${fd}`);
      return { ref: () => void ref(handle), unref: () => void unref(handle) };
    },
    errno: () => koffi.errno(),
  };
}
