import type { IncomingMessage } from 'node:http';
import { type Clock, ProvisrError } from '#core';
import type { AuthConfig, TokenConfig } from '../config/index.js';
import type { FailureLimiter } from './failure-limiter.js';
import { type Identity, OPEN_IDENTITY, rememberIdentity, SOCKET_IDENTITY } from './identity.js';
import { isUnixPeer, peerAddress, peerCommonName } from './peer.js';
import { tokenMatches } from './token-hash.js';

const BEARER = /^Bearer +(\S+) *$/i;

/** Finds out who makes a request. */
export class Authenticator {
  /** @param policy asked anew for each request, so that a reload changes it */
  constructor(
    private readonly policy: () => AuthConfig | null,
    private readonly limiter: FailureLimiter,
    private readonly clock: Clock,
  ) {}

  /** Whether somebody has to say who they are on TCP. */
  get required(): boolean {
    return this.policy() !== null;
  }

  /**
   * @throws ProvisrError PROVISR_AUTH_REQUIRED without valid credentials, PROVISR_RATE_LIMITED after too many failures
   *   of the address (right credentials have to wait as well, or guessing would go on unhindered)
   */
  identify(request: IncomingMessage): Identity {
    const identity = this.#authenticate(request);
    rememberIdentity(request, identity);
    return identity;
  }

  #authenticate(request: IncomingMessage): Identity {
    if (isUnixPeer(request)) return SOCKET_IDENTITY;
    const policy = this.policy();
    if (policy === null) return OPEN_IDENTITY;
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) return this.#byToken(policy, token, peerAddress(request));
    const identity = byCertificate(policy, request);
    if (identity !== null) return identity;
    throw new ProvisrError('PROVISR_AUTH_REQUIRED', 'this daemon wants a token', {
      hint: "send 'Authorization: Bearer <token>' (provisr --token, PROVISR_TOKEN)",
    });
  }

  #byToken(policy: AuthConfig, token: string, address: string): Identity {
    const waitMs = this.limiter.waitMs(address);
    if (waitMs > 0) {
      const retryAfter = Math.ceil(waitMs / 1000);
      throw new ProvisrError('PROVISR_RATE_LIMITED', `too many failed attempts from ${address}: try again in ${retryAfter} s`, {
        details: { retry_after: retryAfter },
      });
    }
    let found: TokenConfig | null = null;
    // All of them every time: how long it takes must not tell which one came close.
    for (const grant of policy.tokens) if (tokenMatches(token, grant.hash)) found = grant;
    if (found !== null) return this.#unexpired(found);
    this.limiter.fail(address);
    throw new ProvisrError('PROVISR_AUTH_REQUIRED', 'the token is not known', { hint: 'make one with: provisr token create --role …' });
  }

  /** Whoever has an expired token has not guessed it: that is no failure to be counted, and may be told. */
  #unexpired({ name, role, expiresAt }: TokenConfig): Identity {
    if (expiresAt === null || this.clock.epochMs() < expiresAt) return { name, role, via: 'token' };
    throw new ProvisrError('PROVISR_AUTH_REQUIRED', `the token "${name}" expired at ${new Date(expiresAt).toISOString()}`, {
      hint: `make a new one with: provisr token create --role ${role}`,
    });
  }
}

function byCertificate(policy: AuthConfig, request: IncomingMessage): Identity | null {
  const commonName = peerCommonName(request);
  if (commonName === null) return null;
  const grant = policy.certificates.find((candidate) => candidate.commonName === commonName);
  if (grant !== undefined) return { name: commonName, role: grant.role, via: 'certificate' };
  throw new ProvisrError('PROVISR_AUTH_FORBIDDEN', `the certificate of ${JSON.stringify(commonName)} has no role here`, {
    hint: 'map its common name to a role under [server.auth]',
  });
}
