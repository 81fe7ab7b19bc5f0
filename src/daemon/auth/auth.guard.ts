import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isProvisrError, messageOf, ProvisrError } from '#core';
import type { Role } from '#contract';
import { peerAddress } from './peer.js';
import { rawRequest } from './raw-request.js';
import { Recognition } from './recognition.js';
import { Refusals } from './refusals.js';
import { REQUIRED_ROLE } from './requires-role.decorator.js';
import { roleAllows } from './role.js';

/** Lets through whoever proved to have the role that the handler requires. */
@Injectable()
export class AuthGuard implements CanActivate {
  readonly #audit = new Logger('audit');

  constructor(
    private readonly recognition: Recognition,
    private readonly reflector: Reflector,
    private readonly refusals: Refusals,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = rawRequest(context);
    const needed = this.reflector.getAllAndOverride<Role | undefined>(REQUIRED_ROLE, [context.getHandler(), context.getClass()]) ?? 'admin';
    try {
      const identity = await this.recognition.identify(request);
      if (roleAllows(identity.role, needed)) return true;
      throw new ProvisrError(
        'PROVISR_AUTH_FORBIDDEN',
        `this needs the role ${needed}; ${JSON.stringify(identity.name)} is ${identity.role}`,
      );
    } catch (error) {
      // The audit trail needs refusals too, and no interceptor runs after a guard that refuses.
      const refusal = { what: context.getHandler().name, address: peerAddress(request), reason: messageOf(error) };
      this.#audit.warn({ msg: 'refused', ...refusal });
      this.refusals.tell({ ...refusal, code: isProvisrError(error) ? error.code : 'PROVISR_UNEXPECTED' });
      throw error;
    }
  }
}
