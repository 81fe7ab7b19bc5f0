/** Where syslog messages go. */
export type SyslogAddress =
  | { readonly transport: 'udp' | 'tcp' | 'tls'; readonly host: string; readonly port: number }
  | { readonly transport: 'unix'; readonly path: string };

/** RFC 5426 section 3.3, RFC 5425 section 4.1; RFC 6587 assigns none, receivers listen on that of UDP. */
const DEFAULT_PORTS = { udp: 514, tcp: 514, tls: 6514 } as const;
const NETWORK = /^(udp|tcp|tls):\/\/(\[[\da-fA-F:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?\/?$/;
const UNIX = /^unix:\/\/(\/[^\0]*[^/\0])$/;

/** Reads `udp://host:514`, `tcp://host:514`, `tls://host:6514` or `unix:///dev/log`; `null` for anything else. The port may be left out. */
export function parseSyslogAddress(text: string): SyslogAddress | null {
  const path = UNIX.exec(text)?.[1];
  if (path !== undefined) return { transport: 'unix', path };
  const [, scheme, host, digits] = NETWORK.exec(text) ?? [];
  if (scheme === undefined || host === undefined) return null;
  const transport = scheme as keyof typeof DEFAULT_PORTS;
  const port = digits === undefined ? DEFAULT_PORTS[transport] : Number(digits);
  return port < 1 || port > 65_535 ? null : { transport, host: host.replace(/^\[|\]$/g, ''), port };
}
