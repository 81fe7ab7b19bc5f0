import { isIP } from 'node:net';
import { ProvisrError } from '#core';

/** What of a request tells from which page it comes. */
export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which browsers add and pages cannot forge. */
  readonly fetchSite: string | undefined;
  /** GET and HEAD change nothing. */
  readonly isSafe: boolean;
  /** Carries a bearer token that will have to be valid: no page can make a browser add one. */
  readonly hasToken: boolean;
}

/** Which names are ours. */
export interface OwnNames {
  /** Lower case, without port: the listen address, the certificate's names, the machine's name. */
  readonly names: ReadonlySet<string>;
  /** Any IP address is ours: when listening beyond loopback. A rebinding page is always reached by a name. */
  readonly anyAddress: boolean;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Whether a host name or address means this machine only. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host.toLowerCase());
}

/**
 * Refuses what a page of another origin makes a browser send: DNS rebinding (a `Host` that is not ours) and cross-site
 * requests (an `Origin` that is not the host asked).
 * @throws ProvisrError PROVISR_ORIGIN_FORBIDDEN
 */
export function assertOwnOrigin(request: RequestOrigin, own: OwnNames): void {
  const host = hostName(request.host ?? '');
  if (!request.hasToken && !isOwnHost(host, own)) {
    throw new ProvisrError('PROVISR_ORIGIN_FORBIDDEN', `host ${JSON.stringify(request.host ?? '')} is not a name of this daemon`, {
      hint: 'use the address it listens on, or a token',
    });
  }
  if (request.origin !== undefined && originHost(request.origin) !== request.host?.toLowerCase()) {
    throw new ProvisrError('PROVISR_ORIGIN_FORBIDDEN', `requests from pages of ${JSON.stringify(request.origin)} are not accepted`);
  }
  if (!request.isSafe && (request.fetchSite === 'cross-site' || request.fetchSite === 'same-site')) {
    throw new ProvisrError('PROVISR_ORIGIN_FORBIDDEN', 'requests from pages of other sites are not accepted');
  }
}

function isOwnHost(host: string, own: OwnNames): boolean {
  return isLoopbackHost(host) || own.names.has(host) || (own.anyAddress && isIP(host) !== 0);
}

/** `[::1]:8080` → `::1`; a trailing dot names the same host. */
function hostName(host: string): string {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(host)?.[1] ?? host.replace(/:\d+$/, '');
  return bare.toLowerCase().replace(/\.$/, '');
}

/** Host and port of an `Origin` as a `Host` header writes them, `null` for `null` and nonsense. */
function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
