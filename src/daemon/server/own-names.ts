import { hostname } from 'node:os';
import type { ListenAddress } from '#contract';
import { isLoopbackHost, type OwnNames } from '../auth/index.js';

/**
 * The names by which requests may ask for a listener: see {@link OwnNames}.
 * @param address `null` when there is only a socket
 */
export function ownNames(address: ListenAddress | null, certificateNames: readonly string[]): OwnNames {
  const host = address?.host ?? null;
  const isLoopback = address === null || (host !== null && isLoopbackHost(host));
  const names = [host, hostname(), ...certificateNames].filter((name) => name !== null).map((name) => name.toLowerCase());
  return { names: new Set(names), anyAddress: !isLoopback };
}
