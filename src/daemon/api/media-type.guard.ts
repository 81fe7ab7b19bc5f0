import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ProvisrError } from '#core';
import { rawRequest } from '../auth/index.js';

/**
 * Takes JSON only. A page of another origin can make a browser post forms and plain text without asking us first, but not JSON;
 * and a host application may parse more than we want.
 */
@Injectable()
export class MediaTypeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = rawRequest(context);
    const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (!hasBody(request) || type === 'application/json') return true;
    throw new ProvisrError('PROVISR_MEDIA_TYPE_UNSUPPORTED', `the body must be JSON, not ${type ?? 'of an unnamed type'}`, {
      hint: "send 'Content-Type: application/json'",
    });
  }
}

/** RFC 9112: a body is announced by one of these. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
