import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { identityOf, rawRequest } from '../auth/index.js';

/** Where a request was sent to, as its sender knows it. */
export interface AskedAddress {
  /** `http://127.0.0.1:8080`; `null` through the unix socket, and where no host was named. */
  readonly origin: string | null;
  /** Without the query; with whatever prefix a host application has put before the base path. */
  readonly path: string;
}

/** Gives a handler the address its request was sent to. */
export const Asked = createParamDecorator((_data: unknown, context: ExecutionContext): AskedAddress => {
  // Express takes the prefix of a mounted application off the URL.
  const request: IncomingMessage & { originalUrl?: string } = rawRequest(context);
  const { host } = request.headers;
  const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
  return {
    origin: host === undefined || identityOf(request).via === 'socket' ? null : `${scheme}://${host}`,
    path: (request.originalUrl ?? request.url ?? '').split('?', 1)[0] ?? '',
  };
});
