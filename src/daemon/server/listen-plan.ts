import { formatListen, type ListenAddress } from '#contract';
import { isLoopbackHost } from '../auth/index.js';

/** Where the API will listen. */
export interface ListenPlan {
  readonly address: ListenAddress;
  /** Set when it is not what was asked for. */
  readonly warning: string | null;
}

const LOOPBACK = '127.0.0.1';

/**
 * Who reaches the API can run programs. So without authentication it is bound to loopback whatever `listen` says.
 *
 * @param isOpenWanted `allow_unauthenticated`
 */
export function planListen(asked: ListenAddress, isAuthenticated: boolean, isOpenWanted: boolean): ListenPlan {
  const isLoopback = asked.host !== null && isLoopbackHost(asked.host);
  if (isLoopback || isAuthenticated) return { address: asked, warning: null };
  if (isOpenWanted) {
    return {
      address: asked,
      warning: `the API on ${formatListen(asked)} is open to whoever reaches it (allow_unauthenticated): they can run programs as this user`,
    };
  }
  const address = { host: LOOPBACK, port: asked.port };
  return {
    address,
    warning: `listening on ${formatListen(address)} only, not on ${formatListen(asked)}: there is no [server.auth]; set it, or allow_unauthenticated = true in it`,
  };
}
