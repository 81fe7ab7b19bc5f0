import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { isProvisrError, messageOf } from '#core';
import { OriginGuard } from './origin.guard.js';
import { peerAddress } from './peer.js';
import { rawRequest } from './raw-request.js';
import { Recognition } from './recognition.js';
import { Refusals } from './refusals.js';

/** Who asks for the health of the daemon waits a second or so, and takes no answer for a dead daemon. */
const PATIENCE_MS = 250;

/** Lets everybody through, and finds out who they are where they say so: for endpoints that tell some more than others. */
@Injectable()
export class RecognisingGuard implements CanActivate {
  constructor(
    private readonly recognition: Recognition,
    private readonly origin: OriginGuard,
    private readonly refusals: Refusals,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = rawRequest(context);
    try {
      this.origin.canActivate(context);
      await this.recognition.identify(request, PATIENCE_MS);
    } catch (error) {
      // Nobody, then, who is told no more than whoever says nothing; but a guess is a guess.
      if (request.headers.authorization !== undefined) {
        const code = isProvisrError(error) ? error.code : 'PROVISR_UNEXPECTED';
        this.refusals.tell({ what: context.getHandler().name, address: peerAddress(request), reason: messageOf(error), code });
      }
    }
    return true;
  }
}
