import { ROUTES } from '#contract';
import type { RequestHandler } from './listener.js';

/** Lets through what asks for the metrics: their own address must not be another door to the API. */
export function metricsOnly(handler: RequestHandler): RequestHandler {
  return (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === ROUTES.metrics.path) handler(request, response);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end(`only ${ROUTES.metrics.path} is here\n`);
  };
}
