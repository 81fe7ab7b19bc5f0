import type { IncomingMessage } from 'node:http';
import { ProvisrError } from '#core';
import type { AuthenticationRequest } from '#plugin';
import type { AuthConfig } from '../config/index.js';
import type { OwnAuthenticator } from './authenticator.js';
import type { ForeignAuthenticator } from './foreign-authenticator.js';
import { type Identity, OPEN_IDENTITY, rememberIdentity, SOCKET_IDENTITY } from './identity.js';
import { isUnixPeer, peerAddress, peerCommonName } from './peer.js';

/** How long an authenticator of a plugin may take, ms. */
const LONGEST_ANSWER_MS = 5000;

/** Finds out who makes a request: by where it comes from, else by the authenticator. */
export class Recognition {
  /**
   * @param policy asked anew for each request, so that a reload changes it
   * @param foreign that of a plugin, in place of the daemon's own; `null` = there is none
   */
  constructor(
    private readonly policy: () => AuthConfig | null,
    private readonly own: OwnAuthenticator,
    private readonly foreign: ForeignAuthenticator | null,
  ) {}

  /** Whether a bearer token that somebody sends over TCP has to be a valid one for them to get anywhere. */
  get provesTokens(): boolean {
    return this.foreign === null && this.policy() !== null;
  }

  /**
   * At once, but for an authenticator of a plugin.
   * @param patienceMs how long that may take
   * @throws ProvisrError PROVISR_AUTH_REQUIRED, PROVISR_AUTH_FORBIDDEN, PROVISR_RATE_LIMITED, PROVISR_AUTH_UNAVAILABLE; or rejects with it
   */
  identify(request: IncomingMessage, patienceMs = LONGEST_ANSWER_MS): Identity | Promise<Identity> {
    if (isUnixPeer(request)) return noted(request, SOCKET_IDENTITY);
    if (this.foreign !== null) return this.foreign.authenticate(aboutRequest(request), patienceMs).then((found) => noted(request, found));
    return noted(request, this.policy() === null ? OPEN_IDENTITY : this.own.authenticate(aboutRequest(request)));
  }
}

function noted(request: IncomingMessage, identity: Identity | null): Identity {
  if (identity === null) {
    throw new ProvisrError('PROVISR_AUTH_REQUIRED', 'this daemon wants a token', {
      hint: "send 'Authorization: Bearer <token>' (provisr --token, PROVISR_TOKEN)",
    });
  }
  rememberIdentity(request, identity);
  return identity;
}

function aboutRequest(request: IncomingMessage): AuthenticationRequest {
  const { method = 'GET', url = '/', headers } = request;
  return { method, url, headers, address: peerAddress(request), commonName: peerCommonName(request) };
}
