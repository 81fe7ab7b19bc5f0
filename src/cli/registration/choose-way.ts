import type { Client } from '#client';
import type { ConnectFlags } from '../connect/client-flags.js';
import { isProvisr } from '../connect/is-provisr.js';
import { openClient } from '../connect/open-client.js';
import type { Io } from '../terminal/io.js';

/**
 * Who changes the programs directory: the daemon an address was given for (`--api-url`, PROVISR_API_URL), this command itself with
 * `--config`, else the local daemon if one runs, else this command (`null`).
 */
export async function daemonForRegistration(flags: ConnectFlags, io: Io): Promise<Client | null> {
  if (flags.apiUrl !== undefined || (io.env['PROVISR_API_URL'] ?? '') !== '') return openClient(flags, io);
  if (flags.config !== undefined) return null;
  const client = await openClient(flags, io);
  return (await isProvisr(client)) ? client : null;
}
