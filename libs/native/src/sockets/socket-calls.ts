import { closeSync } from 'node:fs';
import type { NativeLibrary } from '../library/load-library.js';
import { systemError } from '../library/system-error.js';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2_000_000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
/** Size of `sun_path` with its NUL (unix(7)). */
const LONGEST_PATH_BYTES = 107;

/** What Node has no way to: unix sockets of datagrams, and sending without ever waiting. */
export interface SocketCalls {
  /**
   * A socket that sends to the datagram socket at `path`. To be closed by {@link closeSync}.
   * @throws the system error: EPROTOTYPE when what listens there is no datagram socket, ECONNREFUSED when nobody does
   */
  connectDatagrams(path: string): number;
  /**
   * Sends without waiting, whatever the flags of the descriptor.
   * @returns how many bytes were taken; all or none by a socket of datagrams
   * @throws the system error; EAGAIN when the other side takes nothing at the moment
   */
  sendNow(fd: number, bytes: Buffer): number;
}

/** @throws when a symbol is missing */
export function bindSocketCalls({ koffi, symbols }: NativeLibrary): SocketCalls {
  const socket = symbols.func('int socket(int domain, int type, int protocol)');
  const connect = symbols.func('int connect(int fd, const void *address, unsigned int bytes)');
  const send = symbols.func('int64_t send(int fd, const void *data, size_t bytes, int flags)');
  const connectDatagrams = (path: string): number => {
    const address = unixAddress(path);
    const fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) as number;
    if (fd < 0) throw systemError(koffi.errno(), 'socket');
    if ((connect(fd, address, address.length) as number) === 0) return fd;
    const error = systemError(koffi.errno(), 'connect', path);
    closeSync(fd);
    throw error;
  };
  return {
    connectDatagrams,
    sendNow: (fd, bytes) => {
      const sent = send(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL) as number;
      if (sent < 0) throw systemError(koffi.errno(), 'send');
      return sent;
    },
  };
}

function unixAddress(path: string): Buffer {
  const name = Buffer.from(path);
  if (name.length > LONGEST_PATH_BYTES) throw new Error(`the path of a socket has at most ${LONGEST_PATH_BYTES} bytes: ${path}`);
  const address = Buffer.alloc(2 + name.length + 1);
  // sa_family_t is a short in the byte order of the machine; koffi runs on little-endian ones alone.
  address.writeUInt16LE(AF_UNIX, 0);
  name.copy(address, 2);
  return address;
}
