import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** A request as hosts pass it on: some have taken off a prefix, some have read the body. */
export type HostRequest = IncomingMessage & { originalUrl?: string; body?: unknown };

/** Gives the request another URL until it is answered; the host finds it as it was in its own log. */
export function withUrl(request: HostRequest, response: ServerResponse, url: string): void {
  const { url: before, originalUrl } = request;
  request.originalUrl ??= before ?? '/';
  request.url = url;
  response.prependOnceListener('close', () => restore(request, before, originalUrl));
  response.prependOnceListener('finish', () => restore(request, before, originalUrl));
}

function restore(request: HostRequest, url: string | undefined, originalUrl: string | undefined): void {
  if (url !== undefined) request.url = url;
  if (originalUrl === undefined) delete request.originalUrl;
}

/** Takes bodies that the host has read and parsed already from where it has put them. */
export function acceptParsedBodies(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const { body, readableEnded, headers } = request.raw as HostRequest;
    if (body === undefined || !readableEnded) {
      done(null, payload);
      return;
    }
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    // What was announced was received, though not by us.
    done(null, Object.assign(Readable.from([text]), { receivedEncodedLength: Number(headers['content-length'] ?? 0) }));
  });
}
