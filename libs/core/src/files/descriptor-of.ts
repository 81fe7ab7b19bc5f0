import type { Server, Socket } from 'node:net';

/**
 * The descriptor beneath a server or socket, `null` when it is closed. Node does not document where it keeps it; it has been there since
 * its first versions, and whoever hands sockets from process to process relies on it.
 */
export function descriptorOf(holder: Server | Socket): number | null {
  const { _handle: handle } = holder as unknown as { readonly _handle?: { readonly fd?: unknown } | null };
  return typeof handle?.fd === 'number' && handle.fd >= 0 ? handle.fd : null;
}
