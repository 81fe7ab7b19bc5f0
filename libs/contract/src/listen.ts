/** Where a listener binds. */
export interface ListenAddress {
  /** Host name or IP address without brackets; `null` = every interface (`:8080`). */
  readonly host: string | null;
  /** 0..65535; 0 = any free port. */
  readonly port: number;
}

/** In place of an address: no TCP listener, only the socket. */
export const NO_LISTENER = 'none';

/**
 * Reads `127.0.0.1:8080`, `localhost:8080`, `[::1]:8080` or `:8080` (every interface, as in Go).
 * `null` when it is none of these.
 */
export function parseListen(text: string): ListenAddress | null {
  const match = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:[\]/]*)):(\d{1,5})$/.exec(text);
  if (match === null) return null;
  const port = Number(match[3]);
  if (port > 65_535) return null;
  const host = match[1] ?? match[2] ?? '';
  return { host: host === '' || host === '*' ? null : host, port };
}

/** The reverse of {@link parseListen}. */
export function formatListen(address: ListenAddress): string {
  const host = address.host ?? '';
  return `${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
