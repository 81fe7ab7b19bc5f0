import { resolve } from 'node:path';
import type { ClientOptions, ClientTlsOptions } from '#client';
import type { Io } from '../terminal/io.js';
import type { Address } from './address.js';
import type { AddressFlags } from './resolve-address.js';

/** The global flags that say how to connect. */
export interface ConnectFlags extends AddressFlags {
  /** Milliseconds. */
  readonly apiTimeout?: number;
  readonly token?: string;
  readonly caCert?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly serverName?: string;
  readonly insecure?: boolean;
}

/** The options of the client for a resolved address. */
export function clientOptionsFor(address: Address, flags: ConnectFlags, io: Pick<Io, 'env' | 'cwd'>): ClientOptions {
  const token = tokenFor(address, flags, io.env);
  return {
    baseUrl: address.baseUrl,
    ...(address.socketPath === null ? {} : { socketPath: address.socketPath }),
    ...(token === null ? {} : { token }),
    ...(flags.apiTimeout === undefined ? {} : { timeoutMs: flags.apiTimeout }),
    tls: tlsOptions(address, flags, io.cwd),
  };
}

/**
 * `--token` goes where this command goes. PROVISR_TOKEN belongs to PROVISR_API_URL: with both set, a command that was sent
 * elsewhere does not carry it along.
 */
function tokenFor(address: Address, flags: ConnectFlags, env: Io['env']): string | null {
  if (flags.token !== undefined) return flags.token;
  const token = env['PROVISR_TOKEN'] ?? '';
  if (token === '') return null;
  const home = env['PROVISR_API_URL'] ?? '';
  const isHome = home === '' || address.source === 'environment' || sameAddress(address.baseUrl, home);
  return isHome ? token : null;
}

function sameAddress(left: string, right: string): boolean {
  const [one, other] = [URL.parse(left), URL.parse(right)];
  const path = (url: URL): string => url.pathname.replace(/\/+$/, '');
  return one !== null && other !== null && one.origin === other.origin && path(one) === path(other);
}

function tlsOptions(address: Address, flags: ConnectFlags, cwd: string): ClientTlsOptions {
  const caCert = flags.caCert === undefined ? address.caCert : resolve(cwd, flags.caCert);
  return {
    ...(caCert === null ? {} : { caCert }),
    ...(flags.clientCert === undefined ? {} : { clientCert: resolve(cwd, flags.clientCert) }),
    ...(flags.clientKey === undefined ? {} : { clientKey: resolve(cwd, flags.clientKey) }),
    ...(flags.serverName === undefined ? {} : { serverName: flags.serverName }),
    ...(flags.insecure === undefined ? {} : { skipVerify: flags.insecure }),
  };
}
