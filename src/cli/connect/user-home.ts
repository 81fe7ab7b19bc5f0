import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Linux, sun_path of unix(7): 108 bytes with the closing zero. macOS has 104. */
const LONGEST_SOCKET_PATH_BYTES = 103;

type Env = Readonly<Record<string, string | undefined>>;

/** Directory of the per-user daemon: PROVISR_HOME, else `~/.provisr`. */
export function userHome(env: Env): string {
  const given = env['PROVISR_HOME'] ?? '';
  return given === '' ? join(homedir(), '.provisr') : resolve(given);
}

/** Socket of the per-user daemon; `null` where its path would be too long for a socket. */
export function userSocketPath(env: Env): string | null {
  const path = join(userHome(env), 'provisr.sock');
  return Buffer.byteLength(path) <= LONGEST_SOCKET_PATH_BYTES ? path : null;
}
