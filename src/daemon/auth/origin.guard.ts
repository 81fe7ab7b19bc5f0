import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { assertOwnOrigin, type OwnNames } from './origin-policy.js';
import { isUnixPeer } from './peer.js';
import { rawRequest } from './raw-request.js';
import { Recognition } from './recognition.js';

/** Knows the names of the daemon; `null` when a host application answers for its own. */
export abstract class OwnNamesSource {
  abstract current(): OwnNames | null;
}

/** Refuses requests that a page of another origin made a browser send. */
@Injectable()
export class OriginGuard implements CanActivate {
  constructor(
    private readonly names: OwnNamesSource,
    private readonly recognition: Recognition,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = rawRequest(context);
    const own = this.names.current();
    // No browser reaches a unix socket.
    if (own === null || isUnixPeer(request)) return true;
    assertOwnOrigin(
      {
        host: request.headers.host,
        origin: request.headers.origin,
        fetchSite: request.headers['sec-fetch-site'],
        isSafe: request.method === 'GET' || request.method === 'HEAD',
        hasToken: this.recognition.provesTokens && request.headers.authorization !== undefined,
      },
      own,
    );
    return true;
  }
}
