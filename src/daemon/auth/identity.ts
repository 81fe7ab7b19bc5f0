import type { IncomingMessage } from 'node:http';
import type { Role } from '#contract';

/** Who makes a request, as far as it was proven. */
export interface Identity {
  /** Name of the token or certificate; `socket` or `anonymous` where there is none. */
  readonly name: string;
  readonly role: Role;
  readonly via: 'socket' | 'token' | 'certificate' | 'plugin' | 'none';
}

/** Through the unix socket: whoever may open the file is the daemon's owner. */
export const SOCKET_IDENTITY: Identity = { name: 'socket', role: 'admin', via: 'socket' };

/** Where nobody has to say who they are: loopback without `[server.auth]`, `allow_unauthenticated`, or a host application that guards us itself. */
export const OPEN_IDENTITY: Identity = { name: 'anonymous', role: 'admin', via: 'none' };

const NOBODY: Identity = { name: 'nobody', role: 'viewer', via: 'none' };
const identities = new WeakMap<IncomingMessage, Identity>();

/** Notes who makes a request. */
export function rememberIdentity(request: IncomingMessage, identity: Identity): void {
  identities.set(request, identity);
}

/** Who makes a request; the least of all roles before it was proven. */
export function identityOf(request: IncomingMessage): Identity {
  return identities.get(request) ?? NOBODY;
}
