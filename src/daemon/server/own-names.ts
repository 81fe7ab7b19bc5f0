import { hostname } from 'node:os';
import type { ListenAddress } from '#contract';
import { isLoopbackHost, type OwnNames } from '../auth/index.js';

/** The names by which requests may ask for a listener: see {@link OwnNames}. */
export function ownNames(address: ListenAddress, certificateNames: readonly string[]): OwnNames {
  const isLoopback = address.host !== null && isLoopbackHost(address.host);
  const names = [address.host, hostname(), ...certificateNames].filter((name) => name !== null).map((name) => name.toLowerCase());
  return { names: new Set(names), anyAddress: !isLoopback };
}
