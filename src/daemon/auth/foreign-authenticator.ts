import { Logger } from '@nestjs/common';
import { type Role, ROLES } from '#contract';
import { type Clock, type ErrorCode, isProvisrError, messageOf, ProvisrError, within } from '#core';
import type { AuthenticatedCaller, AuthenticationRequest, Authenticator } from '#plugin';
import type { FailureLimiter } from './failure-limiter.js';
import type { Identity } from './identity.js';

/** What it may have from the daemon's own, which it asks about what it does not know itself. */
const PASSED_ON: readonly ErrorCode[] = ['PROVISR_AUTH_REQUIRED', 'PROVISR_AUTH_FORBIDDEN', 'PROVISR_RATE_LIMITED'];
const MOST_NAME_CHARACTERS = 256;

/** What an authenticator of a plugin works with. */
export interface ForeignPorts {
  readonly limiter: FailureLimiter;
  readonly clock: Clock;
  /** Told what it did wrong. */
  readonly blame: (reason: string) => void;
}

/** The authenticator of a plugin. Whatever it does, it lets in nobody whom it does not name with a role, and keeps nobody waiting for long. */
export class ForeignAuthenticator {
  readonly #logger = new Logger('auth');

  constructor(
    private readonly authenticator: Authenticator,
    private readonly ports: ForeignPorts,
  ) {}

  /**
   * @param patienceMs longest wait for an answer
   * @throws ProvisrError PROVISR_AUTH_UNAVAILABLE, and what {@link PASSED_ON} lists
   */
  async authenticate(request: AuthenticationRequest, patienceMs: number): Promise<Identity | null> {
    const isGuess = request.headers['authorization'] !== undefined;
    if (isGuess) this.ports.limiter.admit(request.address);
    const caller = await this.#ask(request, patienceMs);
    if (caller === null && isGuess) this.ports.limiter.fail(request.address);
    return caller === null ? null : this.#checked(caller);
  }

  async #ask(request: AuthenticationRequest, patienceMs: number): Promise<unknown> {
    const controller = new AbortController();
    // Thrown or rejected, its fault is a rejection here.
    const answer = (async () => this.authenticator.authenticate(request, controller.signal))();
    try {
      return await within(this.ports.clock, patienceMs, answer);
    } catch (error) {
      if (isProvisrError(error) && PASSED_ON.includes(error.code)) throw error;
      throw this.#unavailable(messageOf(error), error);
    } finally {
      controller.abort();
    }
  }

  #checked(caller: unknown): Identity {
    const { name, role } = (typeof caller === 'object' ? caller : {}) as Partial<AuthenticatedCaller>;
    const isNamed = typeof name === 'string' && name !== '' && name.length <= MOST_NAME_CHARACTERS;
    if (isNamed && ROLES.includes(role as Role)) return { name, role: role as Role, via: 'plugin' };
    throw this.#unavailable(`it answered with ${isNamed ? `the role ${JSON.stringify(role)}` : 'no name'}`);
  }

  #unavailable(reason: string, cause?: unknown): ProvisrError {
    this.#logger.error({
      msg: 'the authenticator of a plugin failed; nobody was let in',
      reason,
      ...(cause === undefined ? {} : { err: cause }),
    });
    this.ports.blame(`its authenticator failed: ${reason}`);
    return new ProvisrError('PROVISR_AUTH_UNAVAILABLE', 'nobody can tell who is asking: the authenticator of a plugin failed', {
      hint: "the unix socket needs no authenticator; 'provisr plugins' and the log of the daemon say what failed",
    });
  }
}
