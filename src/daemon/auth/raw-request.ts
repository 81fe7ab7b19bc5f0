import type { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';

/** Node's own request beneath whatever framework carries it: Fastify wraps it, Express is it. */
export function rawRequest(context: ExecutionContext): IncomingMessage {
  const request = context.switchToHttp().getRequest<IncomingMessage & { raw?: IncomingMessage }>();
  return request.raw ?? request;
}
