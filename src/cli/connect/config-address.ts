import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ProvisrError } from '#core/errors';
import { formatListen, type ListenAddress, NO_LISTENER, parseListen } from '#contract/listen';
import { normaliseBasePath } from '#contract/routes';
import type { Address } from './address.js';
import { readDocument } from './config-document.js';

interface ServerSection {
  readonly listen?: unknown;
  readonly base_path?: unknown;
  readonly socket?: unknown;
  readonly tls?: { readonly enabled?: unknown; readonly dir?: unknown };
  readonly auth?: { readonly tokens?: unknown; readonly clients?: unknown; readonly allow_unauthenticated?: unknown };
}

/** Every interface includes this one. */
const LOOPBACK = '127.0.0.1';
const ANY_INTERFACE = ['0.0.0.0', '::'];
const DEFAULT_LISTEN = '127.0.0.1:8080';

/**
 * The address a daemon with this configuration listens on. Reads nothing but `[server]`, and does not judge the rest: the daemon
 * may be running although the file has been broken since.
 *
 * @throws ProvisrError PROVISR_CONFIG_NOT_FOUND, or PROVISR_CONFIG_INVALID when it cannot be parsed
 */
export async function addressOfConfig(configPath: string): Promise<Address> {
  const document = await readDocument(configPath);
  const server = (document['server'] ?? {}) as ServerSection;
  const directory = dirname(configPath);
  return {
    source: 'config',
    baseUrl: baseUrlOf(server, configPath),
    socketPath: await usableSocket(server, directory),
    caCert: ownAuthority(server, directory),
  };
}

function baseUrlOf(server: ServerSection, configPath: string): string {
  const { host, port } = listenAddress(server, configPath);
  const reachable = host === null || ANY_INTERFACE.includes(host) || !mayLeaveLoopback(server) ? loopbackOf(host) : host;
  const scheme = server.tls?.enabled === true ? 'https' : 'http';
  const authority = formatListen({ host: reachable, port });
  return `${scheme}://${authority}${normaliseBasePath(textOf(server.base_path) ?? '/api')}`;
}

function listenAddress(server: ServerSection, configPath: string): ListenAddress {
  const given = textOf(server.listen);
  // Without a TCP listener there is the socket alone; the address stands for the base path.
  const listen = given === null || given === NO_LISTENER ? DEFAULT_LISTEN : given;
  const address = parseListen(listen);
  if (address !== null && (address.port !== 0 || server.socket !== undefined)) return address;
  throw new ProvisrError('PROVISR_CONFIG_INVALID', `${configPath}: [server].listen "${listen}" does not tell the address of the daemon`, {
    hint: 'give the address with --api-url',
  });
}

/** Without authentication the daemon binds loopback, whatever `listen` says. */
function mayLeaveLoopback(server: ServerSection): boolean {
  const { tokens, clients, allow_unauthenticated: isOpen } = server.auth ?? {};
  return isOpen === true || (Array.isArray(tokens) && tokens.length > 0) || (typeof clients === 'object' && clients !== null);
}

function loopbackOf(host: string | null): string {
  return host === '::1' || host === 'localhost' ? host : LOOPBACK;
}

/** The socket where we may use it: behind it file permissions replace the token. */
async function usableSocket(server: ServerSection, directory: string): Promise<string | null> {
  const given = textOf(server.socket);
  if (given === null) return null;
  const path = resolve(directory, given);
  if (server.listen === NO_LISTENER) return path;
  const usable = await access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  return usable ? path : null;
}

function ownAuthority(server: ServerSection, directory: string): string | null {
  const given = textOf(server.tls?.dir);
  if (given === null || server.tls?.enabled !== true) return null;
  const path = join(resolve(directory, given), 'tls_ca.crt');
  return existsSync(path) ? path : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
