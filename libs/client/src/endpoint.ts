import { ProvisrError } from '#core/errors';
import { DEFAULT_BASE_URL, type ClientOptions, type ClientTlsOptions } from './options.js';

/** A resolved address. */
export interface Endpoint {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  readonly socketPath: string | null;
  /** Without a slash at its end, `''` for the root. */
  readonly basePath: string;
  /** For people: `http://127.0.0.1:8080/api` or `unix:/run/provisr.sock`. */
  readonly label: string;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Reads the address out of the options.
 * @throws ProvisrError PROVISR_USAGE_INVALID for anything but an http(s) address without credentials, query or fragment, and for
 *   certificates that an http address would not use
 */
export function endpointOf(options: Pick<ClientOptions, 'baseUrl' | 'socketPath' | 'tls'>): Endpoint {
  const given = options.baseUrl ?? DEFAULT_BASE_URL;
  const url = parse(given);
  const basePath = url.pathname.replace(/\/+$/, '');
  const socketPath = options.socketPath ?? null;
  // Behind a socket there is no network to protect: the daemon speaks plain HTTP there.
  const secure = url.protocol === 'https:' && socketPath === null;
  if (!secure && socketPath === null) refuseDowngrade(given, options.tls ?? {});
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 80) : Number(url.port),
    socketPath,
    basePath,
    label: socketPath === null ? `${url.protocol}//${url.host}${basePath}` : `unix:${socketPath}`,
  };
}

function parse(given: string): URL {
  const url = URL.parse(given);
  if (url === null || !(url.protocol in DEFAULT_PORTS)) {
    throw invalid(`"${given}" is not an http or https address`, 'write it like http://127.0.0.1:8080/api');
  }
  if (url.username !== '' || url.password !== '')
    throw invalid('an address must not hold a user name or password', 'give a token with --token or the option "token"');
  if (url.search !== '' || url.hash !== '') throw invalid(`"${given}" must end with the base path, without "?" or "#"`);
  return url;
}

/** Who names certificates means an encrypted connection. */
function refuseDowngrade(given: string, tls: ClientTlsOptions): void {
  if ([tls.caCert, tls.clientCert, tls.clientKey, tls.serverName].every((setting) => setting === undefined)) return;
  throw invalid(
    `TLS settings are given, but the address ${given} is not encrypted`,
    'write the address with https://, or leave the TLS settings out',
  );
}

function invalid(message: string, hint?: string): ProvisrError {
  return new ProvisrError('PROVISR_USAGE_INVALID', message, hint === undefined ? {} : { hint });
}
