import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A TCP socket on which somebody waits for connections. */
export interface ListeningSocket {
  /** `127.0.0.1`, `0.0.0.0`, `::` (any), or 32 hexadecimal digits of another IPv6 address as the kernel writes it. */
  readonly address: string;
  readonly port: number;
}

const LISTENING = '0A';

/** What a process listens on, by proc_pid_net(5) and the sockets among its descriptors. Linux only. */
export function listeningSockets(pid: number): readonly ListeningSocket[] {
  const own = socketsOf(pid);
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((row) => {
        const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
        return state === LISTENING && own.has(inode) ? [endpoint(local)] : [];
      }),
  );
}

function socketsOf(pid: number): ReadonlySet<string> {
  const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      // Closed since the directory was read.
      return '';
    }
  });
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

function endpoint(local: string): ListeningSocket {
  const [address = '', port = ''] = local.split(':');
  return { address: addressOf(address), port: Number.parseInt(port, 16) };
}

/** The kernel prints the bytes of an IPv4 address as one little-endian number. */
function addressOf(hex: string): string {
  if (hex.length === 8)
    return hex
      .match(/../g)!
      .reverse()
      .map((byte) => Number.parseInt(byte, 16))
      .join('.');
  return /^0+$/.test(hex) ? '::' : hex;
}
