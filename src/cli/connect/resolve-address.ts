import { resolve } from 'node:path';
import { ProvisrError } from '#core/errors';
import type { Io } from '../terminal/io.js';
import { DEFAULT_ADDRESS, type Address, type AddressSource } from './address.js';
import { userSocketPath } from './user-home.js';

/** The flags that name an address. */
export interface AddressFlags {
  readonly apiUrl?: string;
  readonly config?: string;
}

/**
 * `--api-url`, else PROVISR_API_URL, else the `[server]` of `--config`, else the per-user daemon's socket when somebody listens
 * on it, else the default address.
 *
 * @throws ProvisrError PROVISR_USAGE_INVALID, PROVISR_CONFIG_NOT_FOUND or PROVISR_CONFIG_INVALID
 */
export async function resolveAddress(flags: AddressFlags, io: Pick<Io, 'env' | 'cwd'>): Promise<Address> {
  if (flags.apiUrl !== undefined) return fromUrl(flags.apiUrl, 'flag', io.cwd);
  const fromEnv = io.env['PROVISR_API_URL'] ?? '';
  if (fromEnv !== '') return fromUrl(fromEnv, 'environment', io.cwd);
  if (flags.config !== undefined) {
    const { addressOfConfig } = await import('./config-address.js');
    return addressOfConfig(resolve(io.cwd, flags.config));
  }
  return (await userDaemonAddress(io)) ?? DEFAULT_ADDRESS;
}

/** The per-user daemon's address, `null` when it does not run. */
async function userDaemonAddress(io: Pick<Io, 'env'>): Promise<Address | null> {
  const socketPath = userSocketPath(io.env);
  const { isListening } = await import('./socket-probe.js');
  return socketPath !== null && (await isListening(socketPath)) ? { ...DEFAULT_ADDRESS, source: 'user-daemon', socketPath } : null;
}

/** Accepts `http(s)://host:port/base` and `unix:/path/of/socket`. */
function fromUrl(url: string, source: AddressSource, cwd: string): Address {
  if (!url.startsWith('unix:')) return { source, baseUrl: url, socketPath: null, caCert: null };
  const path = url.slice('unix:'.length).replace(/^\/\/(?=\/)/, '');
  if (path === '')
    throw new ProvisrError('PROVISR_USAGE_INVALID', `"${url}" names no socket`, { hint: 'write it like unix:/run/provisr.sock' });
  return { source, baseUrl: DEFAULT_ADDRESS.baseUrl, socketPath: resolve(cwd, path), caCert: null };
}
