import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProvisrError } from '#core';
import { toProblem } from '#contract';

/** Fastify answers paths that it cannot decode, or finds too long, before any filter of Nest's sees them. */
export function answerUnreadablePath(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.raw.url?.split('?', 1)[0];
  const problem = toProblem(
    new ProvisrError('PROVISR_REQUEST_INVALID', 'the path of the request is too long, or not well escaped', {
      hint: 'escape it as in RFC 3986',
    }),
    path,
  );
  void reply.code(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}
