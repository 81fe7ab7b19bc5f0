import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ProvisrError } from '#core/errors';
import { parseListen } from '#contract/listen';
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
const ANY_INTERFACE = [null, '0.0.0.0', '::'];

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
  const listen = textOf(server.listen) ?? '127.0.0.1:8080';
  const address = parseListen(listen);
  if (address === null || (address.port === 0 && server.socket === undefined)) {
    throw new ProvisrError('PROVISR_CONFIG_INVALID', `${configPath}: [server].listen "${listen}" does not tell the address of the daemon`, {
      hint: 'give the address with --api-url',
    });
  }
  const host =
    address.host === null || ANY_INTERFACE.includes(address.host) || !mayLeaveLoopback(server) ? loopbackOf(address.host) : address.host;
  const scheme = server.tls?.enabled === true ? 'https' : 'http';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${address.port}${normaliseBasePath(textOf(server.base_path) ?? '/api')}`;
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
