import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Route, type RouteName, ROUTES } from '#contract';
import { type HostRequest, withUrl } from './borrowed-request.js';

/** Answers a request of `node:http` or Express. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** What is used of a request of Fastify. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly body?: unknown;
}

/** What is used of a reply of Fastify. */
export interface FastifyReplyLike {
  readonly raw: ServerResponse;
  /** Leaves the answer to whoever has the response. */
  hijack(): unknown;
}

/** Answers for one endpoint: a handler of `node:http` and Express as well as one of a route of Fastify. */
export interface Endpoint {
  (request: IncomingMessage, response: ServerResponse): void;
  (request: FastifyRequestLike, reply: FastifyReplyLike): void;
}

/**
 * Every endpoint by its operation name. The host chooses the path; where that of the API has a parameter (`/processes/:name/logs`), the
 * host's has to end the same way.
 */
export type Endpoints = Readonly<Record<RouteName, Endpoint>>;

export function endpointsOf(handler: NodeHandler): Endpoints {
  const entries = Object.entries(ROUTES).map(([name, route]) => [name, endpoint(route, handler)]);
  return Object.fromEntries(entries) as Endpoints;
}

function endpoint(route: Route, handler: NodeHandler): Endpoint {
  const ending = endingOf(route);
  const answer = (request: HostRequest, response: ServerResponse): void => {
    const [path = '', query] = (request.originalUrl ?? request.url ?? '').split(/\?(.*)/s, 2);
    const own = ending.exec(path)?.[0] ?? route.path;
    withUrl(request, response, query === undefined ? own : `${own}?${query}`);
    handler(request, response);
  };
  return (request: IncomingMessage | FastifyRequestLike, response: ServerResponse | FastifyReplyLike): void => {
    if (!('raw' in request) || !('raw' in response)) {
      answer(request as IncomingMessage, response as ServerResponse);
      return;
    }
    takeOver(request, response, answer);
  };
}

/** Fastify is told that somebody else answers. */
export function takeOver(request: FastifyRequestLike, reply: FastifyReplyLike, handler: NodeHandler): void {
  const raw: HostRequest = request.raw;
  if (request.body !== undefined) raw.body = request.body;
  reply.hijack();
  handler(raw, reply.raw);
}

/** `/processes/:name/logs` at the end of a path; a path without parameters may be called anything. */
function endingOf({ path }: Route): RegExp {
  return new RegExp(`${path.replaceAll('.', '[.]').replaceAll(/:\w+/g, '[^/]+')}/?$`);
}
