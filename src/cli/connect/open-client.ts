import { createClient, type Client } from '#client';
import type { Io } from '../terminal/io.js';
import { clientOptionsFor, type ConnectFlags } from './client-flags.js';
import { resolveAddress } from './resolve-address.js';

/** A client for the daemon the flags, the environment or the configuration name. @throws ProvisrError see {@link resolveAddress} */
export async function openClient(flags: ConnectFlags, io: Pick<Io, 'env' | 'cwd'>): Promise<Client> {
  return createClient(clientOptionsFor(await resolveAddress(flags, io), flags, io));
}
