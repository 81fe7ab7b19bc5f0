import type { IncomingMessage, ServerResponse } from 'node:http';
import { normaliseBasePath } from '#contract';
import { type HostRequest, withUrl } from './borrowed-request.js';
import { type FastifyReplyLike, type FastifyRequestLike, type NodeHandler, takeOver } from './endpoints.js';

/** Answers what lies under its prefix, and leaves the rest to `next` (Express, Connect, Nest), or answers it with 404. */
export type PrefixHandler = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/** What is used of an instance of Fastify, so that any version with these methods will do. */
export interface FastifyHost {
  readonly prefix: string;
  /** In its own scope alone. */
  removeAllContentTypeParsers(): unknown;
  /** Bodies of this type; `*` stands for all. */
  addContentTypeParser(
    type: string,
    parser: (request: never, payload: never, done: (error: Error | null, body?: undefined) => void) => void,
  ): unknown;
  /** One handler for several methods. */
  route(options: { method: string[]; url: string; handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => void }): unknown;
}

/** A plugin: `app.register(plugin, { prefix: '/provisr' })`. */
export type FastifyMount = (instance: FastifyHost, options: unknown) => Promise<void>;

export function underPrefix(handler: NodeHandler, prefix: string): PrefixHandler {
  const base = normaliseBasePath(prefix);
  return (request, response, next) => {
    const { originalUrl, url = '/' } = request as HostRequest;
    const rest = below(base, originalUrl ?? url);
    if (rest !== null) {
      withUrl(request, response, rest);
      handler(request, response);
    } else if (next !== undefined) next();
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
  };
}

export function fastifyMount(handler: NodeHandler): FastifyMount {
  return async (instance) => {
    const mounted = underPrefix(handler, instance.prefix);
    // In this scope only: bodies are read, and refused, by the API.
    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser('*', (_request, _payload, done) => done(null));
    instance.route({ method: ['GET', 'HEAD', 'POST', 'PUT'], url: '/*', handler: (request, reply) => takeOver(request, reply, mounted) });
  };
}

function below(base: string, url: string): string | null {
  if (url !== base && !url.startsWith(`${base}/`) && !url.startsWith(`${base}?`)) return null;
  const rest = url.slice(base.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
