import { createClient, type Client } from '#client';
import type { Io } from '../terminal/io.js';
import { clientOptionsFor, type ConnectFlags } from './client-flags.js';
import { isProvisr } from './is-provisr.js';
import { resolveAddress } from './resolve-address.js';

/** A client for the daemon the flags, the environment or the configuration name. @throws ProvisrError as resolving the address does */
export async function openClient(flags: ConnectFlags, io: Pick<Io, 'env' | 'cwd'>): Promise<Client> {
  return createClient(clientOptionsFor(await resolveAddress(flags, io), flags, io));
}

/** The same; but where nobody named an address and no daemon answers, one is started for this user. */
export async function openClientOrStart(flags: ConnectFlags, io: Pick<Io, 'env' | 'cwd' | 'err'>): Promise<Client> {
  const address = await resolveAddress(flags, io);
  const client = createClient(clientOptionsFor(address, flags, io));
  if (address.source !== 'default' || (await isProvisr(client))) return client;
  const { startUserDaemon } = await import('./quick-start.js');
  return createClient(clientOptionsFor(await startUserDaemon(io), flags, io));
}
