import { type Clock, ProvisrError } from '#core';
import type { AuthenticationRequest, Authenticator } from '#plugin';
import type { AuthConfig, TokenConfig } from '../config/index.js';
import type { FailureLimiter } from './failure-limiter.js';
import type { Identity } from './identity.js';
import { tokenMatches } from './token-hash.js';

const BEARER = /^Bearer +(\S+) *$/i;

/** Knows whom `[server.auth]` names: bearer tokens, and common names of client certificates. */
export class OwnAuthenticator implements Authenticator {
  /** @param policy asked anew for each request, so that a reload changes it */
  constructor(
    private readonly policy: () => AuthConfig | null,
    private readonly limiter: FailureLimiter,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns `null` without credentials
   * @throws ProvisrError PROVISR_AUTH_REQUIRED with wrong ones, PROVISR_AUTH_FORBIDDEN for a certificate without a role, PROVISR_RATE_LIMITED
   *   after too many failures of the address (right credentials have to wait as well, or guessing would go on unhindered)
   */
  authenticate({ headers, address, commonName }: AuthenticationRequest): Identity | null {
    const policy = this.policy();
    if (policy === null) return null;
    const { authorization } = headers;
    const token = typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
    if (token !== undefined) return this.#byToken(policy, token, address);
    return commonName === null ? null : byCertificate(policy, commonName);
  }

  #byToken(policy: AuthConfig, token: string, address: string): Identity {
    this.limiter.admit(address);
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

function byCertificate(policy: AuthConfig, commonName: string): Identity {
  const grant = policy.certificates.find((candidate) => candidate.commonName === commonName);
  if (grant !== undefined) return { name: commonName, role: grant.role, via: 'certificate' };
  throw new ProvisrError('PROVISR_AUTH_FORBIDDEN', `the certificate of ${JSON.stringify(commonName)} has no role here`, {
    hint: 'map its common name to a role under [server.auth]',
  });
}
